#!/usr/bin/env bash
# S3 as people use it with the AWS CLI.
set -u -o pipefail
export AWS_PAGER='' LC_ALL=C.UTF-8 PYTHONWARNINGS=ignore
aws() { command "${AWS_CLI:-aws}" --endpoint-url http://127.0.0.1:4566 "$@"; }
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
mkdir -p "$FOLDER/here/a folder"
printf one >"$FOLDER/here/plain.txt"
printf two >"$FOLDER/here/a folder/grüße +&=.txt"
head -c 12000000 /dev/urandom >"$FOLDER/here/large.bin"
BUCKET=cli-objects

step() {
  local title=$1; shift
  if "$@" >"$FOLDER/output" 2>&1; then echo "ok - $title"; else echo "not ok - $title"; cat "$FOLDER/output" >&2; exit 1; fi
}
equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'" >&2; return 1; }; }

upload() { aws s3 cp --recursive "$FOLDER/here" "s3://$BUCKET/tree" --metadata team=storage; }
list() {
  equal "$(aws s3 ls --recursive "s3://$BUCKET/" | wc -l)" 3 &&
    equal "$(aws s3 ls "s3://$BUCKET/tree/" | xargs -n1 | grep -c 'PRE')" 1
}
download() { aws s3 cp --recursive "s3://$BUCKET/tree" "$FOLDER/back" && diff -r "$FOLDER/here" "$FOLDER/back"; }
pipe() {
  printf 'from a pipe' | aws s3 cp - "s3://$BUCKET/piped" && equal "$(aws s3 cp "s3://$BUCKET/piped" -)" 'from a pipe'
}
move() { aws s3 mv "s3://$BUCKET/piped" "s3://$BUCKET/moved" && equal "$(aws s3 ls "s3://$BUCKET/moved" | wc -l)" 1; }
sync() {
  rm "$FOLDER/here/plain.txt" && aws s3 sync --delete "$FOLDER/here" "s3://$BUCKET/tree" &&
    equal "$(aws s3 ls --recursive "s3://$BUCKET/tree/" | wc -l)" 2
}
share() { equal "$(curl -fsS "$(aws s3 presign "s3://$BUCKET/moved" --expires-in 60)")" 'from a pipe'; }
version() {
  aws s3api put-bucket-versioning --bucket "$BUCKET" --versioning-configuration Status=Enabled &&
    printf new | aws s3 cp - "s3://$BUCKET/moved" && aws s3 rm "s3://$BUCKET/moved" &&
    equal "$(aws s3api list-object-versions --bucket "$BUCKET" --prefix moved --query '[length(Versions),length(DeleteMarkers)]' --output text | xargs)" '2 1'
}
tag() {
  aws s3api put-object-tagging --bucket "$BUCKET" --key tree/large.bin --tagging 'TagSet=[{Key=a,Value="b c"}]' &&
    equal "$(aws s3api get-object-tagging --bucket "$BUCKET" --key tree/large.bin --query 'TagSet[0].Value' --output text)" 'b c'
}
describe() {
  equal "$(aws s3api head-object --bucket "$BUCKET" --key tree/large.bin --query '[ContentLength,Metadata.team]' --output text | xargs)" \
    '12000000 storage'
}
caller() { equal "$(aws sts get-caller-identity --query Account --output text)" "${SCENARIO_ACCOUNT:-123456789012}"; }
empty() {
  aws s3api list-object-versions --bucket "$BUCKET" --output json \
    --query '{Objects: [Versions, DeleteMarkers][][].{Key: Key, VersionId: VersionId}, Quiet: `true`}' >"$FOLDER/all" &&
    aws s3api delete-objects --bucket "$BUCKET" --delete "file://$FOLDER/all" && aws s3 rb "s3://$BUCKET"
}

step 'make a bucket' aws s3 mb "s3://$BUCKET"
step 'upload, large files in parts' upload
step 'list' list
step 'download' download
step 'upload from a pipe' pipe
step 'move on the server' move
step 'synchronise' sync
step 'share by a presigned URL' share
step 'keep versions' version
step 'tag' tag
step 'describe' describe
step 'ask who one is' caller
step 'delete many, and the bucket' empty
