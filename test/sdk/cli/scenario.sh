#!/usr/bin/env bash
# The scenario of test/sdk/README.md with the AWS CLI. AWS_CLI names the program, where it goes is said by the environment
# alone; versions before 2.13 do not read AWS_ENDPOINT_URL and its kin, so they are given as the flag that all of them know.
set -u -o pipefail

NAME=${SCENARIO:-cli}
ACCOUNT=${SCENARIO_ACCOUNT:-123456789012}
SOURCE=$NAME-source TARGET=$NAME-target REPORTS=$NAME-reports
KEYS=('plain.txt' 'a folder/with blanks.txt' 'grüße/日本.txt' 'signs +&=%25!.txt')
ROWS=('plain.txt' 'a%20folder/with%20blanks.txt' 'gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.txt' 'signs%20%2B%26%3D%2525%21.txt')
BODIES=('one' 'two' 'three' 'four')
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
export AWS_PAGER='' LC_ALL=C.UTF-8 PYTHONWARNINGS=ignore

aws() {
  local endpoint=${AWS_ENDPOINT_URL_S3:-${AWS_ENDPOINT_URL:-}}
  [ "$1" = s3control ] && endpoint=${AWS_ENDPOINT_URL_S3_CONTROL:-${AWS_ENDPOINT_URL:-}}
  command "${AWS_CLI:-aws}" ${endpoint:+--endpoint-url "$endpoint"} "$@"
}
control() { local operation=$1; shift; aws s3control "$operation" --account-id "$ACCOUNT" "$@"; }

scenario() {
  step 'create the buckets' create_buckets
  step 'put and read the objects' put_objects
  step 'put the manifest' put_manifest
  step 'run a tagging job' run_tagging_job
  step 'read the report' read_report
  [ "${SCENARIO_SHORT:-}" = 1 ] && return
  step 'create the same job again' create_again
  step 'run a copy job' run_copy_job
  [ -n "${SCENARIO_FUNCTION:-}" ] && step 'run a Lambda job' run_lambda_job
  step 'confirm a job' confirm_job
  step 'cancel a job' cancel_job
  step 'list the jobs' list_jobs
  step 'tag a job' tag_job
  provoke
}

create_buckets() {
  for bucket in "$SOURCE" "$TARGET" "$REPORTS"; do aws s3api create-bucket --bucket "$bucket" || return; done
}

put_objects() {
  for at in "${!KEYS[@]}"; do
    printf %s "${BODIES[$at]}" >"$FOLDER/body"
    aws s3api put-object --bucket "$SOURCE" --key "${KEYS[$at]}" --body "$FOLDER/body" || return
    equal "$(read_object "$SOURCE" "${KEYS[$at]}")" "${BODIES[$at]}" || return
  done
  equal "$(aws s3api list-objects-v2 --bucket "$SOURCE" --page-size 2 --query 'length(Contents)')" 4
}

put_manifest() {
  printf "$SOURCE,%s\n" "${ROWS[@]//%/%}" missing.txt >"$FOLDER/manifest.csv"
  ETAG=$(aws s3api put-object --bucket "$REPORTS" --key manifest.csv --body "$FOLDER/manifest.csv" --query ETag --output text)
}

run_tagging_job() {
  TAGGING_JOB=$(create_tagging_job 10) || return
  wait_for "$TAGGING_JOB" Complete || return
  local progress='Job.ProgressSummary.[TotalNumberOfTasks,NumberOfTasksSucceeded,NumberOfTasksFailed]'
  equal "$(describe "$TAGGING_JOB" "$progress" | xargs)" '5 4 1' || return
  equal "$(describe "$TAGGING_JOB" Job.Description)" 'tags <all> & more' || return
  for key in "${KEYS[@]}"; do
    local tags
    tags=$(aws s3api get-object-tagging --bucket "$SOURCE" --key "$key" --query 'TagSet[].[Key,Value]' --output text)
    equal "$tags" $'seen\tgrüße = 1+1 @home' || return
  done
}

read_report() {
  local keys
  keys=$(read_object "$REPORTS" "out/job-$TAGGING_JOB/manifest.json" | grep -o '"Key":"[^"]*"' | cut -d'"' -f4)
  for key in $keys; do read_object "$REPORTS" "$key" || return; done | tr -d '\r' >"$FOLDER/rows"
  equal "$(grep -c . "$FOLDER/rows")" 5 || return
  equal "$(grep -c ',succeeded,200,' "$FOLDER/rows")" 4 || return
  grep 'missing.txt' "$FOLDER/rows" | grep ',failed,404,NoSuchKey,' >/dev/null
}

create_again() { equal "$(create_tagging_job 10)" "$TAGGING_JOB"; }

run_copy_job() {
  local job
  job=$(create_job --no-confirmation-required --priority 10 \
    --operation "S3PutObjectCopy={TargetResource=arn:aws:s3:::$TARGET,TargetKeyPrefix=copied}") || return
  wait_for "$job" Complete || return
  equal "$(aws s3api list-objects-v2 --bucket "$TARGET" --prefix copied/ --query 'length(Contents)')" 4 || return
  equal "$(read_object "$TARGET" 'copied/a folder/with blanks.txt')" two
}

run_lambda_job() {
  local job
  job=$(create_job --no-confirmation-required --priority 10 --operation "LambdaInvoke={FunctionArn=$SCENARIO_FUNCTION}") || return
  wait_for "$job" Complete || return
  equal "$(describe "$job" Job.ProgressSummary.NumberOfTasksSucceeded)" 5
}

confirm_job() {
  local job
  job=$(suspended_job) || return
  equal "$(control update-job-priority --job-id "$job" --priority 77 --query Priority)" 77 || return
  equal "$(control update-job-status --job-id "$job" --requested-job-status Ready --query Status --output text)" Ready || return
  wait_for "$job" Complete || return
  equal "$(describe "$job" Job.Priority)" 77
}

cancel_job() {
  local job reason='no more & done/é+'
  job=$(suspended_job) || return
  control update-job-status --job-id "$job" --requested-job-status Cancelled --status-update-reason "$reason" || return
  wait_for "$job" Cancelled || return
  equal "$(describe "$job" Job.StatusUpdateReason)" "$reason"
}

list_jobs() {
  local token='' ids=''
  while
    local page
    page=$(control list-jobs --max-results 1 ${token:+--next-token "$token"} --query '[Jobs[0].JobId,NextToken]' --output text) || return
    ids+="${page%%$'\t'*}"$'\n'
    token=${page##*$'\t'}
    [ "$token" != None ]
  do :; done
  grep -qx "$TAGGING_JOB" <<<"$ids" || return
  equal "$(sort -u <<<"$ids")" "$(sort <<<"$ids")" || return
  equal "$(control list-jobs --job-statuses Complete Cancelled --query 'Jobs[].[Status]' --output text | sort -u | xargs)" \
    'Cancelled Complete'
}

tag_job() {
  local query='Tags[].[Key,Value]'
  equal "$(control get-job-tagging --job-id "$TAGGING_JOB" --query "$query" --output text)" $'team\tstorage' || return
  control put-job-tagging --job-id "$TAGGING_JOB" --tags '[{"Key":"stage","Value":"test + more"}]' || return
  equal "$(control get-job-tagging --job-id "$TAGGING_JOB" --query "$query" --output text)" $'stage\ttest + more' || return
  control delete-job-tagging --job-id "$TAGGING_JOB" || return
  equal "$(control get-job-tagging --job-id "$TAGGING_JOB" --query "$query" --output text)" ''
}

provoke() {
  local job=(--job-id "$TAGGING_JOB")
  fails NotFoundException control describe-job --job-id 00000000-0000-4000-8000-000000000000
  fails JobStatusException control update-job-status "${job[@]}" --requested-job-status Cancelled
  fails IdempotencyException create_tagging_job 11
  fails InvalidNextTokenException control list-jobs --next-token nonsense
  fails TooManyTagsException control put-job-tagging "${job[@]}" \
    --tags "[$(seq -s, -f '{"Key":"k%g","Value":"v"}' 51)]"
  fails BadRequestException control update-job-priority "${job[@]}" --priority 1
  [ -n "${SCENARIO_FAULTS:-}" ] && provoke_disturbed
  fails NoSuchKey aws s3api get-object --bucket "$SOURCE" --key missing.txt "$FOLDER/none"
  fails NoSuchBucket aws s3api get-object --bucket "$NAME-no-such-bucket" --key a "$FOLDER/none"
  [ -n "${SCENARIO_FAULTS:-}" ] && step 'get over a fault' get_over_a_fault
}

# What no request provokes: the emulator is asked for it (docs/faults.md).
provoke_disturbed() {
  fails InvalidRequestException during \
    "{\"operation\":\"ListJobs\",\"query\":{\"nextToken\":\"$NAME\"},\"code\":\"InvalidRequestException\",\"times\":0}" \
    control list-jobs --next-token "$NAME"
  for code in TooManyRequestsException InternalServiceException; do
    fails "$code" during "$(fault_of_the_job "$code" 0)" control describe-job --job-id "$TAGGING_JOB"
  done
}

get_over_a_fault() {
  during "$(fault_of_the_job InternalServiceException 1)" control describe-job --job-id "$TAGGING_JOB" &&
    grep -q '"met":1' "$FOLDER/fault"
}

fault_of_the_job() {
  echo "{\"operation\":\"DescribeJob\",\"path\":\"/v20180820/jobs/$TAGGING_JOB\",\"code\":\"$1\",\"times\":$2}"
}

# Leaves the fault as it is after the command in a file.
during() {
  local fault=$1 id code=0; shift
  id=$(curl -sS -H 'content-type: application/json' -d "$fault" "$SCENARIO_FAULTS" | sed 's/^{"id":"\([0-9]*\)".*/\1/')
  "$@" || code=$?
  curl -sS "$SCENARIO_FAULTS/$id" >"$FOLDER/fault"
  curl -sS -X DELETE "$SCENARIO_FAULTS/$id"
  return "$code"
}

create_job() {
  local report="Enabled=true,Bucket=arn:aws:s3:::$REPORTS,Format=Report_CSV_20180820,Prefix=out,ReportScope=AllTasks"
  local spec='Spec={Format=S3BatchOperations_CSV_20180820,Fields=[Bucket,Key]}'
  control create-job --role-arn "arn:aws:iam::$ACCOUNT:role/batch" --report "$report" \
    --manifest "$spec,Location={ObjectArn=arn:aws:s3:::$REPORTS/manifest.csv,ETag=$ETAG}" \
    "$@" --query JobId --output text
}

create_tagging_job() {
  create_job --no-confirmation-required --priority "$1" --description 'tags <all> & more' --tags Key=team,Value=storage \
    --client-request-token "token-of-$NAME" \
    --operation '{"S3PutObjectTagging":{"TagSet":[{"Key":"seen","Value":"grüße = 1+1 @home"}]}}'
}

suspended_job() {
  local job
  job=$(create_job --confirmation-required --priority 10 --operation '{"S3DeleteObjectTagging":{}}') || return
  wait_for "$job" Suspended && echo "$job"
}

describe() { control describe-job --job-id "$1" --query "$2" --output text; }

wait_for() {
  local status
  for _ in $(seq 60); do
    status=$(describe "$1" Job.Status) || return
    [ "$status" = "$2" ] && return
    [ "$status" = Failed ] && break
    sleep 0.1
  done
  echo "job $1 is $status, not $2: $(describe "$1" Job.FailureReasons)" >&2
  return 1
}

read_object() {
  aws s3api get-object --bucket "$1" --key "$2" "$FOLDER/read" >/dev/null && cat "$FOLDER/read"
}

equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'" >&2; return 1; }; }

fails() {
  local code=$1; shift
  step "catch $code" refused "$code" "$@"
}

refused() {
  local code=$1; shift
  "$@" >"$FOLDER/refusal" 2>&1 && return 1
  grep -q "An error occurred ($code) when calling the " "$FOLDER/refusal" || { cat "$FOLDER/refusal" >&2; return 1; }
}

step() {
  local title=$1; shift
  if "$@" >"$FOLDER/output" 2>"$FOLDER/errors"; then
    echo "ok - $title"
  else
    echo "not ok - $title"
    cat "$FOLDER/output" "$FOLDER/errors" >&2
    exit 1
  fi
}

scenario
