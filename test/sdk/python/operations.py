"""A job of each batch operation, with its effect looked at through the S3 API."""

import datetime
import os
import sys
import time
import traceback

import boto3

ACCOUNT = '123456789012'
FUNCTION = os.environ.get('SCENARIO_FUNCTION')
SOURCE, TARGET, REPORTS = 'boto3-ops-source', 'boto3-ops-target', 'boto3-ops-reports'
KEYS = ['one', 'two']
LATER = datetime.datetime(2099, 1, 1, tzinfo=datetime.timezone.utc)

settings = {
    'endpoint_url': 'http://127.0.0.1:4566',
    'region_name': 'snow',
    'aws_access_key_id': ACCOUNT,
    'aws_secret_access_key': 'test',
}
s3 = boto3.client('s3', **settings)
control = boto3.client('s3control', **settings)


def step(title):
    def run(function):
        try:
            function()
        except Exception:
            print(f'not ok - {title}', flush=True)
            traceback.print_exc()
            sys.exit(1)
        print(f'ok - {title}', flush=True)

    return run


def equal(actual, expected):
    assert actual == expected, f'{actual!r} is not {expected!r}'


def put(key, **more):
    return s3.put_object(Bucket=SOURCE, Key=key, Body=b'body of ' + key.encode(), **more)['VersionId']


def run_job(operation, parameters, keys=None, tasks=2):
    """All tasks of the job must succeed."""
    versions = keys or {key: put(key) for key in KEYS}
    rows = ''.join(f'{SOURCE},{key},{version}\n' for key, version in versions.items())
    etag = s3.put_object(Bucket=REPORTS, Key=f'{operation}.csv', Body=rows.encode())['ETag']
    job_id = control.create_job(
        AccountId=ACCOUNT,
        ConfirmationRequired=False,
        Priority=10,
        RoleArn=f'arn:aws:iam::{ACCOUNT}:role/batch',
        Operation={operation: parameters},
        Report={
            'Enabled': True,
            'Bucket': f'arn:aws:s3:::{REPORTS}',
            'Format': 'Report_CSV_20180820',
            'Prefix': 'out',
            'ReportScope': 'AllTasks',
            'ExpectedBucketOwner': ACCOUNT,
        },
        Manifest={
            'Spec': {'Format': 'S3BatchOperations_CSV_20180820', 'Fields': ['Bucket', 'Key', 'VersionId']},
            'Location': {'ObjectArn': f'arn:aws:s3:::{REPORTS}/{operation}.csv', 'ETag': etag},
        },
    )['JobId']
    job = {'Status': 'New'}
    for _ in range(600):
        job = control.describe_job(AccountId=ACCOUNT, JobId=job_id)['Job']
        if job['Status'] in ('Complete', 'Failed', 'Cancelled'):
            break
        time.sleep(0.025)
    equal((job['Status'], job.get('FailureReasons'), failed_rows(job_id)), ('Complete', [], []))
    equal(job['ProgressSummary']['NumberOfTasksSucceeded'], tasks)
    assert operation in job['Operation'], job['Operation']
    return job_id


def failed_rows(job_id):
    keys = [entry['Key'] for entry in s3.list_objects_v2(Bucket=REPORTS, Prefix=f'out/job-{job_id}/results/')['Contents']]
    rows = [row for key in keys for row in s3.get_object(Bucket=REPORTS, Key=key)['Body'].read().decode().splitlines()]
    return [row for row in rows if ',failed,' in row]


@step('make the buckets')
def _():
    for bucket in (SOURCE, TARGET, REPORTS):
        # Where the source of a replication locks its objects, the target must, too. A bucket of reports must not.
        s3.create_bucket(
            Bucket=bucket, ObjectLockEnabledForBucket=bucket != REPORTS, ObjectOwnership='BucketOwnerPreferred'
        )


@step('S3PutObjectTagging')
def _():
    run_job('S3PutObjectTagging', {'TagSet': [{'Key': 'a', 'Value': '1'}]})
    equal(s3.get_object_tagging(Bucket=SOURCE, Key='one')['TagSet'], [{'Key': 'a', 'Value': '1'}])


@step('S3DeleteObjectTagging')
def _():
    run_job('S3DeleteObjectTagging', {}, keys={key: put(key, Tagging='a=1') for key in KEYS})
    equal(s3.get_object_tagging(Bucket=SOURCE, Key='one')['TagSet'], [])


@step('S3PutObjectCopy')
def _():
    run_job(
        'S3PutObjectCopy',
        {
            'TargetResource': f'arn:aws:s3:::{TARGET}',
            'TargetKeyPrefix': 'copied',
            'MetadataDirective': 'REPLACE',
            'NewObjectMetadata': {'ContentType': 'text/plain', 'UserMetadata': {'n': 'ä'.encode().hex()}},
            'NewObjectTagging': [{'Key': 'copied', 'Value': 'yes'}],
            'StorageClass': 'STANDARD_IA',
        },
    )
    head = s3.head_object(Bucket=TARGET, Key='copied/one')
    equal((head['ContentType'], head['Metadata'], head['StorageClass']), ('text/plain', {'n': 'c3a4'}, 'STANDARD_IA'))


@step('S3PutObjectAcl')
def _():
    run_job(
        'S3PutObjectAcl',
        {'AccessControlPolicy': {'CannedAccessControlList': 'bucket-owner-full-control'}},
    )
    grants = s3.get_object_acl(Bucket=SOURCE, Key='one')['Grants']
    assert 'FULL_CONTROL' in [grant['Permission'] for grant in grants], grants


@step('S3PutObjectLegalHold')
def _():
    run_job('S3PutObjectLegalHold', {'LegalHold': {'Status': 'ON'}})
    equal(s3.get_object_legal_hold(Bucket=SOURCE, Key='one')['LegalHold'], {'Status': 'ON'})


@step('S3PutObjectRetention')
def _():
    run_job('S3PutObjectRetention', {'Retention': {'Mode': 'GOVERNANCE', 'RetainUntilDate': LATER}})
    equal(s3.get_object_retention(Bucket=SOURCE, Key='one')['Retention']['RetainUntilDate'], LATER)


@step('S3InitiateRestoreObject')
def _():
    archived = {key: put(key, StorageClass='GLACIER') for key in KEYS}
    run_job('S3InitiateRestoreObject', {'ExpirationInDays': 3, 'GlacierJobTier': 'STANDARD'}, keys=archived)
    assert 'ongoing-request' in s3.head_object(Bucket=SOURCE, Key='one')['Restore']


@step('S3ReplicateObject')
def _():
    versions = {key: put(key) for key in KEYS}
    rule = {
        'ID': 'all',
        'Priority': 1,
        'Status': 'Enabled',
        'Filter': {},
        'DeleteMarkerReplication': {'Status': 'Disabled'},
        'Destination': {'Bucket': f'arn:aws:s3:::{TARGET}'},
    }
    configuration = {'Role': f'arn:aws:iam::{ACCOUNT}:role/replicate', 'Rules': [rule]}
    s3.put_bucket_replication(Bucket=SOURCE, ReplicationConfiguration=configuration)
    run_job('S3ReplicateObject', {}, keys=versions)
    equal(s3.get_object(Bucket=TARGET, Key='one')['Body'].read(), b'body of one')
    s3.delete_bucket_replication(Bucket=SOURCE)


@step('S3ComputeObjectChecksum')
def _():
    job_id = run_job('S3ComputeObjectChecksum', {'ChecksumAlgorithm': 'SHA256', 'ChecksumType': 'FULL_OBJECT'})
    listing = s3.list_objects_v2(Bucket=REPORTS, Prefix=f'out/job-{job_id}/results/')['Contents']
    report = s3.get_object(Bucket=REPORTS, Key=listing[0]['Key'])['Body'].read().decode()
    assert 'SHA256' in report, report


@step('S3UpdateObjectEncryption')
def _():
    key = f'arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555'
    run_job('S3UpdateObjectEncryption', {'ObjectEncryption': {'SSEKMS': {'KMSKeyArn': key, 'BucketKeyEnabled': True}}})
    equal(s3.head_object(Bucket=SOURCE, Key='one')['ServerSideEncryption'], 'aws:kms')


@step('LambdaInvoke')
def _():
    if FUNCTION:
        run_job('LambdaInvoke', {'FunctionArn': FUNCTION, 'InvocationSchemaVersion': '2.0', 'UserArguments': {'k': 'v'}})
