#!/usr/bin/env bash
# A job of each batch operation that the AWS CLI of Debian knows. AWS_DATA_PATH makes it leave the endpoint as it is.
set -u -o pipefail
export AWS_PAGER='' LC_ALL=C.UTF-8 PYTHONWARNINGS=ignore
ACCOUNT=123456789012 SOURCE=cli-ops-source TARGET=cli-ops-target REPORTS=cli-ops-reports
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
aws() { command "${AWS_CLI:-aws}" --endpoint-url http://127.0.0.1:4566 "$@"; }

step() {
  local title=$1; shift
  if "$@" >"$FOLDER/output" 2>&1; then echo "ok - $title"; else echo "not ok - $title"; cat "$FOLDER/output" >&2; exit 1; fi
}

prepare() {
  # Where the source of a replication locks its objects, the target must, too.
  aws s3api create-bucket --bucket $SOURCE --object-lock-enabled-for-bucket --object-ownership BucketOwnerPreferred &&
    aws s3api create-bucket --bucket $TARGET --object-lock-enabled-for-bucket &&
    aws s3api create-bucket --bucket $REPORTS || return
  local version archived
  echo body >"$FOLDER/body"
  version=$(aws s3api put-object --bucket $SOURCE --key one --body "$FOLDER/body" --query VersionId --output text)
  archived=$(aws s3api put-object --bucket $SOURCE --key cold --storage-class GLACIER --query VersionId --output text)
  local destination="{\"Bucket\":\"arn:aws:s3:::$TARGET\"}"
  aws s3api put-bucket-replication --bucket $SOURCE --replication-configuration "{\"Role\":\"arn:aws:iam::$ACCOUNT:role/r\",
    \"Rules\":[{\"ID\":\"all\",\"Priority\":1,\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\"},
    \"DeleteMarkerReplication\":{\"Status\":\"Disabled\"},\"Destination\":$destination}]}" || return
  ETAG=$(put_manifest warm.csv "$SOURCE,one,$version") && ARCHIVED_ETAG=$(put_manifest cold.csv "$SOURCE,cold,$archived")
}

put_manifest() {
  echo "$2" >"$FOLDER/manifest" && aws s3api put-object --bucket $REPORTS --key "$1" --body "$FOLDER/manifest" --query ETag --output text
}

run_job() {
  local name=$1 parameters=$2 manifest=${3:-warm.csv} etag=${4:-$ETAG} job result
  job=$(aws s3control create-job --account-id $ACCOUNT --no-confirmation-required --priority 10 \
    --role-arn "arn:aws:iam::$ACCOUNT:role/batch" --operation "{\"$name\":$parameters}" \
    --report "Enabled=true,Bucket=arn:aws:s3:::$REPORTS,Format=Report_CSV_20180820,Prefix=out,ReportScope=AllTasks" \
    --manifest "Spec={Format=S3BatchOperations_CSV_20180820,Fields=[Bucket,Key,VersionId]},Location={ObjectArn=arn:aws:s3:::$REPORTS/$manifest,ETag=$etag}" \
    --query JobId --output text) || return
  for _ in $(seq 60); do
    result=$(aws s3control describe-job --account-id $ACCOUNT --job-id "$job" \
      --query 'Job.[Status,ProgressSummary.NumberOfTasksSucceeded]' --output text | xargs) || return
    case $result in 'Complete 1') return 0 ;; Complete* | Failed*) break ;; esac
    sleep 0.1
  done
  aws s3control describe-job --account-id $ACCOUNT --job-id "$job"
  return 1
}

step 'make the buckets' prepare
step S3PutObjectTagging run_job S3PutObjectTagging '{"TagSet":[{"Key":"a","Value":"1"}]}'
step S3DeleteObjectTagging run_job S3DeleteObjectTagging '{}'
step S3PutObjectCopy run_job S3PutObjectCopy "{\"TargetResource\":\"arn:aws:s3:::$TARGET\",\"StorageClass\":\"STANDARD_IA\"}"
step S3PutObjectAcl run_job S3PutObjectAcl '{"AccessControlPolicy":{"CannedAccessControlList":"bucket-owner-full-control"}}'
step S3PutObjectLegalHold run_job S3PutObjectLegalHold '{"LegalHold":{"Status":"ON"}}'
step S3PutObjectRetention run_job S3PutObjectRetention '{"Retention":{"Mode":"GOVERNANCE","RetainUntilDate":"2099-01-01T00:00:00Z"}}'
step S3ReplicateObject run_job S3ReplicateObject '{}'
step S3InitiateRestoreObject run_job S3InitiateRestoreObject '{"ExpirationInDays":3,"GlacierJobTier":"BULK"}' cold.csv "$ARCHIVED_ETAG"
[ -z "${SCENARIO_FUNCTION:-}" ] || step LambdaInvoke run_job LambdaInvoke "{\"FunctionArn\":\"$SCENARIO_FUNCTION\"}"
