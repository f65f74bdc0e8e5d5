// The scenario of test/sdk/README.md. The clients are built as any program builds them: where they go is said by the
// environment alone.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

type object struct{ key, row, body string }

var (
	ctx     = context.Background()
	name    = setting("SCENARIO", "go")
	account = setting("SCENARIO_ACCOUNT", "123456789012")
	source  = name + "-source"
	target  = name + "-target"
	reports = name + "-reports"
	objects = []object{
		{"a folder/with blanks.txt", "a%20folder/with%20blanks.txt", "two"},
		{"grüße/日本.txt", "gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.txt", "three"},
		{"plain.txt", "plain.txt", "one"},
		{"signs +&=%25!.txt", "signs%20%2B%26%3D%2525%21.txt", "four"},
	}

	store   *s3.Client
	control *s3control.Client

	manifestETag string
	taggingJob   string
)

func main() {
	configuration, err := config.LoadDefaultConfig(ctx)
	must(err)
	store = s3.NewFromConfig(configuration)
	control = s3control.NewFromConfig(configuration)

	step("create the buckets", createBuckets)
	step("put and read the objects", putObjects)
	step("put the manifest", putManifest)
	step("run a tagging job", runTaggingJob)
	step("read the report", readReport)
	if os.Getenv("SCENARIO_SHORT") == "1" {
		return
	}
	step("create the same job again", func() {
		equal(createJob(taggingRequest()), taggingJob)
	})
	step("run a copy job", runCopyJob)
	if function := os.Getenv("SCENARIO_FUNCTION"); function != "" {
		step("run a Lambda job", func() { runLambdaJob(function) })
	}
	step("confirm a job", confirmJob)
	step("cancel a job", cancelJob)
	step("list the jobs", listJobs)
	step("tag a job", tagJob)
	provoke()
}

func createBuckets() {
	for _, bucket := range []string{source, target, reports} {
		_, err := store.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &bucket})
		must(err)
	}
}

func putObjects() {
	for _, object := range objects {
		put(source, object.key, object.body)
		equal(read(source, object.key), object.body)
	}
	equal(keysOf(source, ""), keys(""))
}

func putManifest() {
	rows := source + ",missing.txt\n"
	for _, object := range objects {
		rows += source + "," + object.row + "\n"
	}
	manifestETag = put(reports, "manifest.csv", rows)
}

func runTaggingJob() {
	taggingJob = createJob(taggingRequest())
	job := waitFor(taggingJob, types.JobStatusComplete)
	equal(*job.ProgressSummary.TotalNumberOfTasks, 5)
	equal(*job.ProgressSummary.NumberOfTasksSucceeded, 4)
	equal(*job.ProgressSummary.NumberOfTasksFailed, 1)
	equal(*job.Description, "tags <all> & more")
	assert(!job.CreationTime.IsZero() && !job.TerminationDate.IsZero(), "times")
	for _, object := range objects {
		tags, err := store.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: &source, Key: &object.key})
		must(err)
		equal(len(tags.TagSet), 1)
		equal(*tags.TagSet[0].Value, "grüße = 1+1 @home")
	}
}

func readReport() {
	var index struct{ Results []struct{ Key string } }
	must(json.Unmarshal([]byte(read(reports, "out/job-"+taggingJob+"/manifest.json")), &index))
	var rows string
	for _, result := range index.Results {
		rows += read(reports, result.Key)
	}
	equal(strings.Count(rows, "\n"), 5)
	equal(strings.Count(rows, ",succeeded,200,"), 4)
	assert(strings.Contains(rows, "missing.txt,,failed,404,NoSuchKey,"), rows)
}

func runCopyJob() {
	request := jobRequest()
	request.Operation = &types.JobOperation{S3PutObjectCopy: &types.S3CopyObjectOperation{
		TargetResource:  aws.String("arn:aws:s3:::" + target),
		TargetKeyPrefix: aws.String("copied"),
	}}
	waitFor(createJob(request), types.JobStatusComplete)
	equal(keysOf(target, "copied/"), keys("copied/"))
	equal(read(target, "copied/a folder/with blanks.txt"), "two")
}

func runLambdaJob(function string) {
	request := jobRequest()
	request.Operation = &types.JobOperation{LambdaInvoke: &types.LambdaInvokeOperation{FunctionArn: &function}}
	job := waitFor(createJob(request), types.JobStatusComplete)
	equal(*job.ProgressSummary.NumberOfTasksSucceeded, 5)
}

func confirmJob() {
	id := suspendedJob()
	raised, err := control.UpdateJobPriority(ctx, &s3control.UpdateJobPriorityInput{
		AccountId: &account, JobId: &id, Priority: 77,
	})
	must(err)
	equal(raised.Priority, 77)
	confirmed, err := control.UpdateJobStatus(ctx, &s3control.UpdateJobStatusInput{
		AccountId: &account, JobId: &id, RequestedJobStatus: types.RequestedJobStatusReady,
	})
	must(err)
	equal(confirmed.Status, types.JobStatusReady)
	equal(waitFor(id, types.JobStatusComplete).Priority, 77)
}

func cancelJob() {
	id := suspendedJob()
	reason := "no more & done/é+"
	_, err := control.UpdateJobStatus(ctx, &s3control.UpdateJobStatusInput{
		AccountId: &account, JobId: &id,
		RequestedJobStatus: types.RequestedJobStatusCancelled,
		StatusUpdateReason: &reason,
	})
	must(err)
	equal(*waitFor(id, types.JobStatusCancelled).StatusUpdateReason, reason)
}

func listJobs() {
	var ids []string
	pages := s3control.NewListJobsPaginator(control, &s3control.ListJobsInput{
		AccountId: &account, MaxResults: aws.Int32(1),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		must(err)
		for _, job := range page.Jobs {
			assert(!slices.Contains(ids, *job.JobId), "a job is listed twice")
			ids = append(ids, *job.JobId)
		}
	}
	assert(slices.Contains(ids, taggingJob) && len(ids) >= 4, "jobs are missing")
	ended, err := control.ListJobs(ctx, &s3control.ListJobsInput{
		AccountId: &account, JobStatuses: []types.JobStatus{types.JobStatusComplete, types.JobStatusCancelled},
	})
	must(err)
	for _, job := range ended.Jobs {
		assert(job.Status == types.JobStatusComplete || job.Status == types.JobStatusCancelled, string(job.Status))
	}
}

func tagJob() {
	equal(tagsOf(taggingJob), "team=storage")
	_, err := control.PutJobTagging(ctx, &s3control.PutJobTaggingInput{
		AccountId: &account, JobId: &taggingJob,
		Tags: []types.S3Tag{{Key: aws.String("stage"), Value: aws.String("test + more")}},
	})
	must(err)
	equal(tagsOf(taggingJob), "stage=test + more")
	_, err = control.DeleteJobTagging(ctx, &s3control.DeleteJobTaggingInput{AccountId: &account, JobId: &taggingJob})
	must(err)
	equal(tagsOf(taggingJob), "")
}

func tagsOf(id string) string {
	tagging, err := control.GetJobTagging(ctx, &s3control.GetJobTaggingInput{AccountId: &account, JobId: &id})
	must(err)
	var tags []string
	for _, tag := range tagging.Tags {
		tags = append(tags, *tag.Key+"="+*tag.Value)
	}
	return strings.Join(tags, ",")
}

func jobRequest() *s3control.CreateJobInput {
	return &s3control.CreateJobInput{
		AccountId:            &account,
		ConfirmationRequired: aws.Bool(false),
		Priority:             aws.Int32(10),
		RoleArn:              aws.String("arn:aws:iam::" + account + ":role/batch"),
		Report: &types.JobReport{
			Enabled:     true,
			Bucket:      aws.String("arn:aws:s3:::" + reports),
			Format:      types.JobReportFormatReportCsv20180820,
			Prefix:      aws.String("out"),
			ReportScope: types.JobReportScopeAllTasks,
		},
		Manifest: &types.JobManifest{
			Spec: &types.JobManifestSpec{
				Format: types.JobManifestFormatS3BatchOperationsCsv20180820,
				Fields: []types.JobManifestFieldName{types.JobManifestFieldNameBucket, types.JobManifestFieldNameKey},
			},
			Location: &types.JobManifestLocation{
				ObjectArn: aws.String("arn:aws:s3:::" + reports + "/manifest.csv"),
				ETag:      &manifestETag,
			},
		},
	}
}

func taggingRequest() *s3control.CreateJobInput {
	request := jobRequest()
	request.Operation = &types.JobOperation{S3PutObjectTagging: &types.S3SetObjectTaggingOperation{
		TagSet: []types.S3Tag{{Key: aws.String("seen"), Value: aws.String("grüße = 1+1 @home")}},
	}}
	request.Description = aws.String("tags <all> & more")
	request.Tags = []types.S3Tag{{Key: aws.String("team"), Value: aws.String("storage")}}
	request.ClientRequestToken = aws.String("token-of-" + name)
	return request
}

func suspendedJob() string {
	request := jobRequest()
	request.ConfirmationRequired = aws.Bool(true)
	request.Operation = &types.JobOperation{S3DeleteObjectTagging: &types.S3DeleteObjectTaggingOperation{}}
	id := createJob(request)
	waitFor(id, types.JobStatusSuspended)
	return id
}

func createJob(request *s3control.CreateJobInput) string {
	created, err := control.CreateJob(ctx, request)
	must(err)
	return *created.JobId
}

func waitFor(id string, status types.JobStatus) *types.JobDescriptor {
	var job *types.JobDescriptor
	for range 600 {
		described, err := control.DescribeJob(ctx, &s3control.DescribeJobInput{AccountId: &account, JobId: &id})
		must(err)
		job = described.Job
		if job.Status == status {
			return job
		}
		if job.Status == types.JobStatusFailed {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	panic(fmt.Sprintf("job %s is %s, not %s: %v", id, job.Status, status, job.FailureReasons))
}

func put(bucket, key, body string) string {
	made, err := store.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte(body))})
	must(err)
	return *made.ETag
}

func read(bucket, key string) string {
	object, err := store.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	must(err)
	defer object.Body.Close()
	body, err := io.ReadAll(object.Body)
	must(err)
	return string(body)
}

func keysOf(bucket, prefix string) []string {
	var found []string
	pages := s3.NewListObjectsV2Paginator(store, &s3.ListObjectsV2Input{
		Bucket: &bucket, Prefix: &prefix, MaxKeys: aws.Int32(2),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		must(err)
		for _, entry := range page.Contents {
			found = append(found, *entry.Key)
		}
	}
	return found
}

func keys(prefix string) []string {
	var all []string
	for _, object := range objects {
		all = append(all, prefix+object.key)
	}
	return all
}
