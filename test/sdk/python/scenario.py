"""The scenario of test/sdk/README.md. The clients are built as any program builds them: where they go is said by the
environment alone."""

import datetime
import json
import os
import sys
import time
import traceback
import urllib.parse
import urllib.request

import boto3

NAME = os.environ.get('SCENARIO', 'python')
ACCOUNT = os.environ.get('SCENARIO_ACCOUNT', '123456789012')
FUNCTION = os.environ.get('SCENARIO_FUNCTION')
FAULTS = os.environ.get('SCENARIO_FAULTS')
SHORT = os.environ.get('SCENARIO_SHORT') == '1'

SOURCE = f'{NAME}-source'
TARGET = f'{NAME}-target'
REPORTS = f'{NAME}-reports'
OBJECTS = {
    'plain.txt': 'one',
    'a folder/with blanks.txt': 'two',
    'grüße/日本.txt': 'three',
    'signs +&=%25!.txt': 'four',
}

s3 = boto3.client('s3')
control = boto3.client('s3control')


def scenario():
    step('create the buckets', create_buckets)
    step('put and read the objects', put_objects)
    etag = step('put the manifest', put_manifest)
    tagging_job = step('run a tagging job', lambda: run_tagging_job(etag))
    step('read the report', lambda: read_report(tagging_job))
    if SHORT:
        return
    step('create the same job again', lambda: create_again(etag, tagging_job))
    step('run a copy job', lambda: run_copy_job(etag))
    if FUNCTION:
        step('run a Lambda job', lambda: run_lambda_job(etag))
    step('confirm a job', lambda: confirm_job(etag))
    step('cancel a job', lambda: cancel_job(etag))
    step('list the jobs', lambda: list_jobs(tagging_job))
    step('tag a job', lambda: tag_job(tagging_job))
    provoke(etag, tagging_job)


def create_buckets():
    for bucket in (SOURCE, TARGET, REPORTS):
        s3.create_bucket(Bucket=bucket)


def put_objects():
    for key, body in OBJECTS.items():
        s3.put_object(Bucket=SOURCE, Key=key, Body=body.encode())
    for key, body in OBJECTS.items():
        equal(read(SOURCE, key), body)
    equal(keys_of(SOURCE, ''), sorted(OBJECTS))


def put_manifest():
    rows = [f'{SOURCE},{urllib.parse.quote(key)}\n' for key in [*OBJECTS, 'missing.txt']]
    return s3.put_object(Bucket=REPORTS, Key='manifest.csv', Body=''.join(rows).encode())['ETag']


def run_tagging_job(etag):
    job_id = control.create_job(**tagging_request(etag))['JobId']
    job = wait_for(job_id, 'Complete')
    progress = job['ProgressSummary']
    equal(progress['TotalNumberOfTasks'], 5)
    equal(progress['NumberOfTasksSucceeded'], 4)
    equal(progress['NumberOfTasksFailed'], 1)
    equal(job['Description'], 'tags <all> & more')
    for member in ('CreationTime', 'TerminationDate'):
        assert isinstance(job[member], datetime.datetime), member
    for key in OBJECTS:
        tags = s3.get_object_tagging(Bucket=SOURCE, Key=key)['TagSet']
        equal(tags, [{'Key': 'seen', 'Value': 'grüße = 1+1 @home'}])
    return job_id


def read_report(job_id):
    index = json.loads(read(REPORTS, f'out/job-{job_id}/manifest.json'))
    rows = [row for result in index['Results'] for row in read(REPORTS, result['Key']).splitlines()]
    equal(len(rows), 5)
    equal(len([row for row in rows if ',succeeded,200,' in row]), 4)
    missing = next(row for row in rows if 'missing.txt' in row)
    assert ',failed,404,NoSuchKey,' in missing, missing


def create_again(etag, job_id):
    equal(control.create_job(**tagging_request(etag))['JobId'], job_id)


def run_copy_job(etag):
    copy = {'TargetResource': f'arn:aws:s3:::{TARGET}', 'TargetKeyPrefix': 'copied'}
    job_id = control.create_job(**request(etag), Operation={'S3PutObjectCopy': copy})['JobId']
    wait_for(job_id, 'Complete')
    equal(keys_of(TARGET, 'copied/'), sorted(f'copied/{key}' for key in OBJECTS))
    equal(read(TARGET, 'copied/a folder/with blanks.txt'), 'two')


def run_lambda_job(etag):
    operation = {'LambdaInvoke': {'FunctionArn': FUNCTION}}
    job_id = control.create_job(**request(etag), Operation=operation)['JobId']
    equal(wait_for(job_id, 'Complete')['ProgressSummary']['NumberOfTasksSucceeded'], 5)


def confirm_job(etag):
    job_id = suspended_job(etag)
    raised = control.update_job_priority(AccountId=ACCOUNT, JobId=job_id, Priority=77)
    equal(raised['Priority'], 77)
    confirmed = control.update_job_status(AccountId=ACCOUNT, JobId=job_id, RequestedJobStatus='Ready')
    equal(confirmed['Status'], 'Ready')
    equal(wait_for(job_id, 'Complete')['Priority'], 77)


def cancel_job(etag):
    job_id = suspended_job(etag)
    reason = 'no more & done/é+'
    control.update_job_status(
        AccountId=ACCOUNT, JobId=job_id, RequestedJobStatus='Cancelled', StatusUpdateReason=reason
    )
    equal(wait_for(job_id, 'Cancelled')['StatusUpdateReason'], reason)


def list_jobs(tagging_job):
    ids, token = [], {}
    while token is not None:
        page = control.list_jobs(AccountId=ACCOUNT, MaxResults=1, **token)
        ids += [job['JobId'] for job in page['Jobs']]
        token = {'NextToken': page['NextToken']} if 'NextToken' in page else None
    assert tagging_job in ids and len(set(ids)) == len(ids) >= 4, ids
    ended = control.list_jobs(AccountId=ACCOUNT, JobStatuses=['Complete', 'Cancelled'])['Jobs']
    equal({job['Status'] for job in ended}, {'Complete', 'Cancelled'})


def tag_job(job_id):
    job = {'AccountId': ACCOUNT, 'JobId': job_id}
    equal(control.get_job_tagging(**job)['Tags'], [{'Key': 'team', 'Value': 'storage'}])
    tags = [{'Key': 'stage', 'Value': 'test + more'}]
    control.put_job_tagging(**job, Tags=tags)
    equal(control.get_job_tagging(**job)['Tags'], tags)
    control.delete_job_tagging(**job)
    equal(control.get_job_tagging(**job)['Tags'], [])


def provoke(etag, job_id):
    job = {'AccountId': ACCOUNT, 'JobId': job_id}
    errors = control.exceptions
    raises(
        errors.NotFoundException,
        lambda: control.describe_job(AccountId=ACCOUNT, JobId='00000000-0000-4000-8000-000000000000'),
    )
    raises(
        errors.JobStatusException,
        lambda: control.update_job_status(**job, RequestedJobStatus='Cancelled'),
    )
    raises(
        errors.IdempotencyException,
        lambda: control.create_job(**{**tagging_request(etag), 'Priority': 11}),
    )
    raises(
        errors.InvalidNextTokenException,
        lambda: control.list_jobs(AccountId=ACCOUNT, NextToken='nonsense'),
    )
    raises(
        errors.TooManyTagsException,
        lambda: control.put_job_tagging(**job, Tags=[{'Key': f'k{at}', 'Value': 'v'} for at in range(51)]),
    )
    raises(
        errors.BadRequestException,
        lambda: control.update_job_priority(**job, Priority=1),
    )
    if FAULTS:
        provoke_disturbed(job)
    raises(
        s3.exceptions.NoSuchKey,
        lambda: s3.get_object(Bucket=SOURCE, Key='missing.txt'),
    )
    raises(
        s3.exceptions.NoSuchBucket,
        lambda: s3.get_object(Bucket=f'{NAME}-no-such-bucket', Key='a'),
    )
    if FAULTS:
        step('get over a fault', lambda: get_over_a_fault(job))


def provoke_disturbed(job):
    """What no request provokes: the emulator is asked for it (docs/faults.md)."""
    errors = control.exceptions
    of_the_list = {'operation': 'ListJobs', 'query': {'nextToken': NAME}}
    raises(
        errors.InvalidRequestException,
        lambda: during(
            {**of_the_list, 'code': 'InvalidRequestException'},
            lambda: control.list_jobs(AccountId=ACCOUNT, NextToken=NAME),
        ),
    )
    for error in (errors.TooManyRequestsException, errors.InternalServiceException):
        fault = {**of_the_job(job), 'code': error.__name__}
        raises(error, lambda fault=fault: during(fault, lambda: control.describe_job(**job)))


def get_over_a_fault(job):
    fault = {**of_the_job(job), 'code': 'InternalServiceException', 'times': 1}
    equal(during(fault, lambda: control.describe_job(**job))['met'], 1)


def of_the_job(job):
    return {'operation': 'DescribeJob', 'path': f'/v20180820/jobs/{job["JobId"]}'}


def during(fault, call):
    """The fault as it is after the call."""
    fault_id = json.loads(ask('POST', FAULTS, {'times': 0, **fault}))['id']
    try:
        call()
        return json.loads(ask('GET', f'{FAULTS}/{fault_id}'))
    finally:
        ask('DELETE', f'{FAULTS}/{fault_id}')


def ask(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {} if body is None else {'Content-Type': 'application/json'}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
        return answer.read()


def request(etag):
    return {
        'AccountId': ACCOUNT,
        'ConfirmationRequired': False,
        'Priority': 10,
        'RoleArn': f'arn:aws:iam::{ACCOUNT}:role/batch',
        'Report': {
            'Enabled': True,
            'Bucket': f'arn:aws:s3:::{REPORTS}',
            'Format': 'Report_CSV_20180820',
            'Prefix': 'out',
            'ReportScope': 'AllTasks',
        },
        'Manifest': {
            'Spec': {'Format': 'S3BatchOperations_CSV_20180820', 'Fields': ['Bucket', 'Key']},
            'Location': {'ObjectArn': f'arn:aws:s3:::{REPORTS}/manifest.csv', 'ETag': etag},
        },
    }


def tagging_request(etag):
    return {
        **request(etag),
        'Operation': {'S3PutObjectTagging': {'TagSet': [{'Key': 'seen', 'Value': 'grüße = 1+1 @home'}]}},
        'Description': 'tags <all> & more',
        'Tags': [{'Key': 'team', 'Value': 'storage'}],
        'ClientRequestToken': f'token-of-{NAME}',
    }


def suspended_job(etag):
    asked = {**request(etag), 'ConfirmationRequired': True}
    job_id = control.create_job(**asked, Operation={'S3DeleteObjectTagging': {}})['JobId']
    wait_for(job_id, 'Suspended')
    return job_id


def wait_for(job_id, status):
    for _ in range(600):
        job = control.describe_job(AccountId=ACCOUNT, JobId=job_id)['Job']
        if job['Status'] == status:
            return job
        if job['Status'] == 'Failed':
            break
        time.sleep(0.025)
    raise AssertionError(f'job {job_id} is {job["Status"]}, not {status}: {job.get("FailureReasons")}')


def read(bucket, key):
    return s3.get_object(Bucket=bucket, Key=key)['Body'].read().decode()


def keys_of(bucket, prefix):
    pages = s3.get_paginator('list_objects_v2').paginate(Bucket=bucket, Prefix=prefix, PaginationConfig={'PageSize': 2})
    return [entry['Key'] for page in pages for entry in page.get('Contents', [])]


def raises(error_class, call):
    def run():
        try:
            call()
        except error_class as error:
            assert error.response['Error']['Message']
            assert error.response['ResponseMetadata']['RequestId']
            return
        raise AssertionError('nothing was raised')

    step(f'catch {error_class.__name__}', run)


def equal(actual, expected):
    assert actual == expected, f'{actual!r} is not {expected!r}'


def step(title, run):
    try:
        result = run()
    except Exception:
        print(f'not ok - {title}', flush=True)
        traceback.print_exc()
        sys.exit(1)
    print(f'ok - {title}', flush=True)
    return result


scenario()
