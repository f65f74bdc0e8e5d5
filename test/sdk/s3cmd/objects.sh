#!/usr/bin/env bash
# What people do with s3cmd, set up by flags alone.
set -u -o pipefail
s3() {
  s3cmd --config /dev/null --access_key 123456789012 --secret_key test --no-ssl --region us-east-1 \
    --host 127.0.0.1:4566 --host-bucket 127.0.0.1:4566 --no-progress "$@"
}
FOLDER=$(mktemp -d)
trap 'rm -rf "$FOLDER"' EXIT
mkdir -p "$FOLDER/here/a folder"
printf one >"$FOLDER/here/plain.txt"
printf two >"$FOLDER/here/a folder/grüße +&=.txt"
head -c 12000000 /dev/urandom >"$FOLDER/here/large.bin"
export LC_ALL=C.UTF-8
BUCKET=s3://s3cmd-objects

step() {
  local title=$1; shift
  if "$@" >"$FOLDER/output" 2>&1; then echo "ok - $title"; else echo "not ok - $title"; cat "$FOLDER/output" >&2; exit 1; fi
}
equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'" >&2; return 1; }; }

upload() { s3 put "$FOLDER/here/plain.txt" "$BUCKET/" && s3 put --recursive "$FOLDER/here/a folder" "$BUCKET/tree/"; }
upload_in_parts() { s3 put --multipart-chunk-size-mb=5 "$FOLDER/here/large.bin" "$BUCKET/large.bin"; }
list() { equal "$(s3 ls --recursive "$BUCKET" | wc -l)" 3 && s3 ls "$BUCKET" | grep 'DIR .*s3://s3cmd-objects/tree/' >/dev/null; }
download() {
  s3 get --force "$BUCKET/large.bin" "$FOLDER/back.bin" && cmp "$FOLDER/here/large.bin" "$FOLDER/back.bin" &&
    s3 get --force "$BUCKET/tree/a folder/grüße +&=.txt" "$FOLDER/back.txt" && equal "$(cat "$FOLDER/back.txt")" two
}
copy_and_move() {
  s3 cp "$BUCKET/plain.txt" "$BUCKET/copied.txt" && s3 mv "$BUCKET/copied.txt" "$BUCKET/moved.txt" &&
    s3 info "$BUCKET/moved.txt" | grep 'File size: 3' >/dev/null
}
modify() { s3 modify --add-header=x-amz-meta-team:storage "$BUCKET/moved.txt" && s3 info "$BUCKET/moved.txt" | grep storage >/dev/null; }
sync() {
  rm "$FOLDER/here/large.bin" && s3 sync --delete-removed "$FOLDER/here/" "$BUCKET/" &&
    equal "$(s3 ls --recursive "$BUCKET" | wc -l)" 2
}
share() { curl -fsS "$(s3 signurl "$BUCKET/plain.txt" +60)" | grep '^one$' >/dev/null; }

step 'make a bucket' s3 mb "$BUCKET"
step 'upload' upload
step 'upload in parts' upload_in_parts
step 'list' list
step 'download' download
step 'copy and move on the server' copy_and_move
step 'change metadata' modify
step 'share by a presigned URL' share
step 'synchronise' sync
step 'delete' s3 del --recursive --force "$BUCKET"
step 'remove the bucket' s3 rb "$BUCKET"
