"""S3 as programs in Python use it: parts, versions, presigned URLs, tags, conditions, checksums, and more."""

import io
import os
import sys
import traceback
import urllib.error
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.client import Config
from botocore.exceptions import ClientError

BUCKET = 'boto3-objects'
LARGE = os.urandom(12_000_000)

settings = {
    'endpoint_url': 'http://127.0.0.1:4566',
    'region_name': 'us-east-1',
    'aws_access_key_id': '123456789012',
    'aws_secret_access_key': 'test',
}
s3 = boto3.client('s3', **settings)


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


def code_of(call):
    try:
        call()
    except ClientError as error:
        return error.response['Error']['Code']
    return None


@step('make a versioned bucket')
def _():
    s3.create_bucket(Bucket=BUCKET)
    s3.get_waiter('bucket_exists').wait(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={'Status': 'Enabled'})
    equal(s3.get_bucket_versioning(Bucket=BUCKET)['Status'], 'Enabled')


@step('upload and download in parts')
def _():
    config = TransferConfig(multipart_threshold=5_242_880, multipart_chunksize=5_242_880)
    s3.upload_fileobj(io.BytesIO(LARGE), BUCKET, 'large.bin', Config=config, ExtraArgs={'Metadata': {'team': 'storage'}})
    back = io.BytesIO()
    s3.download_fileobj(BUCKET, 'large.bin', back, Config=config)
    assert back.getvalue() == LARGE
    head = s3.head_object(Bucket=BUCKET, Key='large.bin')
    assert head['ETag'].endswith('-3"'), head['ETag']
    equal(head['Metadata'], {'team': 'storage'})
    part = s3.get_object(Bucket=BUCKET, Key='large.bin', PartNumber=3)
    equal((part['PartsCount'], part['ContentLength']), (3, len(LARGE) - 2 * 5_242_880))


@step('abort an upload')
def _():
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key='aborted')['UploadId']
    s3.upload_part(Bucket=BUCKET, Key='aborted', UploadId=upload, PartNumber=1, Body=b'x')
    equal(len(s3.list_parts(Bucket=BUCKET, Key='aborted', UploadId=upload)['Parts']), 1)
    s3.abort_multipart_upload(Bucket=BUCKET, Key='aborted', UploadId=upload)
    equal(s3.list_multipart_uploads(Bucket=BUCKET).get('Uploads', []), [])


@step('keep versions and delete markers')
def _():
    first = s3.put_object(Bucket=BUCKET, Key='v', Body=b'1')['VersionId']
    s3.put_object(Bucket=BUCKET, Key='v', Body=b'2')
    marker = s3.delete_object(Bucket=BUCKET, Key='v')
    assert marker['DeleteMarker']
    equal(code_of(lambda: s3.get_object(Bucket=BUCKET, Key='v')), 'NoSuchKey')
    equal(s3.get_object(Bucket=BUCKET, Key='v', VersionId=first)['Body'].read(), b'1')
    listing = s3.list_object_versions(Bucket=BUCKET, Prefix='v')
    equal((len(listing['Versions']), len(listing['DeleteMarkers'])), (2, 1))
    s3.delete_object(Bucket=BUCKET, Key='v', VersionId=marker['VersionId'])
    equal(s3.get_object(Bucket=BUCKET, Key='v')['Body'].read(), b'2')


@step('read ranges')
def _():
    s3.put_object(Bucket=BUCKET, Key='digits', Body=b'0123456789')
    part = s3.get_object(Bucket=BUCKET, Key='digits', Range='bytes=2-4')
    equal((part['Body'].read(), part['ContentRange']), (b'234', 'bytes 2-4/10'))
    equal(code_of(lambda: s3.get_object(Bucket=BUCKET, Key='digits', Range='bytes=20-')), 'InvalidRange')


@step('list with prefixes, pages and a delimiter')
def _():
    for number in range(12):
        s3.put_object(Bucket=BUCKET, Key=f'tree/{number % 3}/leaf {number}', Body=b'x')
    pages = s3.get_paginator('list_objects_v2').paginate(Bucket=BUCKET, Prefix='tree/', PaginationConfig={'PageSize': 5})
    equal(len([entry for page in pages for entry in page['Contents']]), 12)
    folders = s3.list_objects_v2(Bucket=BUCKET, Prefix='tree/', Delimiter='/')['CommonPrefixes']
    equal([folder['Prefix'] for folder in folders], ['tree/0/', 'tree/1/', 'tree/2/'])


@step('tag')
def _():
    s3.put_object(Bucket=BUCKET, Key='tagged', Body=b'x', Tagging='a=1&b=two%20words')
    equal(
        s3.get_object_tagging(Bucket=BUCKET, Key='tagged')['TagSet'],
        [{'Key': 'a', 'Value': '1'}, {'Key': 'b', 'Value': 'two words'}],
    )
    s3.put_object_tagging(Bucket=BUCKET, Key='tagged', Tagging={'TagSet': [{'Key': 'c', 'Value': ''}]})
    equal(s3.get_object(Bucket=BUCKET, Key='tagged')['TagCount'], 1)
    s3.delete_object_tagging(Bucket=BUCKET, Key='tagged')
    equal(s3.get_object_tagging(Bucket=BUCKET, Key='tagged')['TagSet'], [])


@step('copy')
def _():
    source = {'Bucket': BUCKET, 'Key': 'tree/0/leaf 0'}
    s3.copy_object(Bucket=BUCKET, Key='copy & more', CopySource=source, MetadataDirective='REPLACE', Metadata={'n': '1'})
    equal(s3.head_object(Bucket=BUCKET, Key='copy & more')['Metadata'], {'n': '1'})
    config = TransferConfig(multipart_threshold=5_242_880, multipart_chunksize=5_242_880)
    s3.copy({'Bucket': BUCKET, 'Key': 'large.bin'}, BUCKET, 'large copy', Config=config)
    assert s3.get_object(Bucket=BUCKET, Key='large copy')['Body'].read() == LARGE


@step('presigned URLs, of both signature versions')
def _():
    for version in ('s3', 's3v4'):
        signer = boto3.client('s3', **settings, config=Config(signature_version=version))
        put = signer.generate_presigned_url('put_object', {'Bucket': BUCKET, 'Key': f'signed {version}'}, 60)
        urllib.request.urlopen(urllib.request.Request(put, data=b'signed', method='PUT'))
        get = signer.generate_presigned_url('get_object', {'Bucket': BUCKET, 'Key': f'signed {version}'}, 60)
        equal(urllib.request.urlopen(get).read(), b'signed')
        old = signer.generate_presigned_url('get_object', {'Bucket': BUCKET, 'Key': f'signed {version}'}, -60)
        try:
            urllib.request.urlopen(old)
            raise AssertionError('an expired URL was honoured')
        except urllib.error.HTTPError as error:
            assert error.code in (400, 403), error.code


@step('post a form')
def _():
    post = s3.generate_presigned_post(BUCKET, 'posted/${filename}')
    boundary = 'boundary-of-the-form'
    fields = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in post['fields'].items()]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nposted\r\n--{boundary}--\r\n'
    request = urllib.request.Request(
        post['url'],
        data=(''.join(fields) + file).encode(),
        headers={'Content-Type': f'multipart/form-data; boundary={boundary}'},
    )
    equal(urllib.request.urlopen(request).status, 204)
    equal(s3.get_object(Bucket=BUCKET, Key='posted/a.txt')['Body'].read(), b'posted')


@step('conditions')
def _():
    etag = s3.put_object(Bucket=BUCKET, Key='once', Body=b'1', IfNoneMatch='*')['ETag']
    equal(code_of(lambda: s3.put_object(Bucket=BUCKET, Key='once', Body=b'2', IfNoneMatch='*')), 'PreconditionFailed')
    equal(code_of(lambda: s3.get_object(Bucket=BUCKET, Key='once', IfNoneMatch=etag)), '304')
    s3.put_object(Bucket=BUCKET, Key='once', Body=b'2', IfMatch=etag)
    equal(code_of(lambda: s3.put_object(Bucket=BUCKET, Key='once', Body=b'3', IfMatch=etag)), 'PreconditionFailed')


@step('checksums')
def _():
    for algorithm in ('CRC32', 'SHA1', 'SHA256'):
        made = s3.put_object(Bucket=BUCKET, Key='sum', Body=b'hello', ChecksumAlgorithm=algorithm)
        read = s3.get_object(Bucket=BUCKET, Key='sum', ChecksumMode='ENABLED')
        equal(read[f'Checksum{algorithm}'], made[f'Checksum{algorithm}'])
        read['Body'].read()
    attributes = s3.get_object_attributes(Bucket=BUCKET, Key='sum', ObjectAttributes=['Checksum', 'ObjectSize'])
    equal((attributes['ObjectSize'], 'ChecksumSHA256' in attributes['Checksum']), (5, True))
    equal(
        code_of(lambda: s3.put_object(Bucket=BUCKET, Key='sum', Body=b'hello', ChecksumCRC32='AAAAAA==')),
        'BadDigest',
    )


@step('Object Lock')
def _():
    bucket = f'{BUCKET}-locked'
    s3.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
    version = s3.put_object(Bucket=bucket, Key='held', Body=b'x')['VersionId']
    s3.put_object_legal_hold(Bucket=bucket, Key='held', LegalHold={'Status': 'ON'})
    equal(code_of(lambda: s3.delete_object(Bucket=bucket, Key='held', VersionId=version)), 'AccessDenied')
    s3.put_object_legal_hold(Bucket=bucket, Key='held', LegalHold={'Status': 'OFF'})
    s3.delete_object(Bucket=bucket, Key='held', VersionId=version)


@step('virtual hosts through the proxy')
def _():
    proxied = {**settings, 'endpoint_url': 'http://s3.test'}
    config = Config(s3={'addressing_style': 'virtual'}, proxies={'http': settings['endpoint_url']})
    client = boto3.client('s3', **proxied, config=config)
    equal(client.get_object(Bucket=BUCKET, Key='digits')['Body'].read(), b'0123456789')


@step('delete many, and the bucket')
def _():
    for page in s3.get_paginator('list_object_versions').paginate(Bucket=BUCKET):
        entries = page.get('Versions', []) + page.get('DeleteMarkers', [])
        objects = [{'Key': entry['Key'], 'VersionId': entry['VersionId']} for entry in entries]
        equal(s3.delete_objects(Bucket=BUCKET, Delete={'Objects': objects, 'Quiet': True}).get('Errors', []), [])
    s3.delete_bucket(Bucket=BUCKET)
    equal(code_of(lambda: s3.head_bucket(Bucket=BUCKET)), '404')
