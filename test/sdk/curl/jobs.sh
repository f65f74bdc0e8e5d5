#!/usr/bin/env bash
set -eu
endpoint=http://127.0.0.1:4566
account=123456789012

for bucket in curl-source curl-reports; do curl -fsS -X PUT $endpoint/$bucket; done
put() { curl -fsS -X PUT -H 'Content-Type: text/plain' --data-binary "$2" $endpoint/$1; }
put curl-source/photos/cat.jpg 'a cat'
put curl-reports/manifest.csv 'curl-source,photos/cat.jpg'
etag=$(curl -fsSI $endpoint/curl-reports/manifest.csv | tr -d '\r' | sed -n 's/^etag: //Ip')

job=$(curl -fsS -H "x-amz-account-id: $account" --data-binary @- $endpoint/v20180820/jobs <<XML | sed -n 's|.*<JobId>\(.*\)</JobId>.*|\1|p'
<CreateJobRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/">
  <ConfirmationRequired>false</ConfirmationRequired>
  <Operation>
    <S3PutObjectTagging>
      <TagSet><member><Key>reviewed</Key><Value>yes</Value></member></TagSet>
    </S3PutObjectTagging>
  </Operation>
  <Report>
    <Enabled>true</Enabled>
    <Bucket>arn:aws:s3:::curl-reports</Bucket>
    <Format>Report_CSV_20180820</Format>
    <Prefix>out</Prefix>
    <ReportScope>AllTasks</ReportScope>
  </Report>
  <ClientRequestToken>$RANDOM-$RANDOM</ClientRequestToken>
  <Manifest>
    <Spec>
      <Format>S3BatchOperations_CSV_20180820</Format>
      <Fields><member>Bucket</member><member>Key</member></Fields>
    </Spec>
    <Location>
      <ObjectArn>arn:aws:s3:::curl-reports/manifest.csv</ObjectArn>
      <ETag>$etag</ETag>
    </Location>
  </Manifest>
  <Priority>10</Priority>
  <RoleArn>arn:aws:iam::$account:role/batch</RoleArn>
</CreateJobRequest>
XML
)

until curl -fsS -H "x-amz-account-id: $account" $endpoint/v20180820/jobs/$job | grep -q '<Status>Complete</Status>'; do
  sleep 0.1
done
curl -fsS "$endpoint/curl-source/photos/cat.jpg?tagging" | grep -q '<Key>reviewed</Key>'
echo "ok - the job $job has tagged the object"
