package main

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

func provoke() {
	catch[*types.NotFoundException]("NotFoundException", func() error {
		_, err := control.DescribeJob(ctx, &s3control.DescribeJobInput{
			AccountId: &account, JobId: aws.String("00000000-0000-4000-8000-000000000000"),
		})
		return err
	})
	catch[*types.JobStatusException]("JobStatusException", func() error {
		_, err := control.UpdateJobStatus(ctx, &s3control.UpdateJobStatusInput{
			AccountId: &account, JobId: &taggingJob, RequestedJobStatus: types.RequestedJobStatusCancelled,
		})
		return err
	})
	catch[*types.IdempotencyException]("IdempotencyException", func() error {
		request := taggingRequest()
		request.Priority = aws.Int32(11)
		_, err := control.CreateJob(ctx, request)
		return err
	})
	catch[*types.InvalidNextTokenException]("InvalidNextTokenException", func() error {
		_, err := control.ListJobs(ctx, &s3control.ListJobsInput{
			AccountId: &account, NextToken: aws.String("nonsense"),
		})
		return err
	})
	catch[*types.TooManyTagsException]("TooManyTagsException", func() error {
		var tags []types.S3Tag
		for at := range 51 {
			tags = append(tags, types.S3Tag{Key: aws.String(fmt.Sprintf("k%d", at)), Value: aws.String("v")})
		}
		_, err := control.PutJobTagging(ctx, &s3control.PutJobTaggingInput{
			AccountId: &account, JobId: &taggingJob, Tags: tags,
		})
		return err
	})
	catch[*types.BadRequestException]("BadRequestException", func() error {
		_, err := control.UpdateJobPriority(ctx, &s3control.UpdateJobPriorityInput{
			AccountId: &account, JobId: &taggingJob, Priority: 1,
		})
		return err
	})
	if faults != "" {
		provokeDisturbed()
	}
	catch[*s3types.NoSuchKey]("NoSuchKey", func() error {
		_, err := store.GetObject(ctx, &s3.GetObjectInput{Bucket: &source, Key: aws.String("missing.txt")})
		return err
	})
	catch[*s3types.NoSuchBucket]("NoSuchBucket", func() error {
		_, err := store.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: aws.String(name + "-no-such-bucket")})
		return err
	})
	if faults != "" {
		step("get over a fault", getOverAFault)
	}
}

// catch expects the call to fail with an error of the type E, which has a message.
func catch[E interface {
	error
	ErrorMessage() string
}](code string, call func() error) {
	step("catch "+code, func() {
		err := call()
		var typed E
		if !errors.As(err, &typed) {
			panic(fmt.Sprintf("%T: %v", err, err))
		}
		assert(typed.ErrorMessage() != "", "no message")
	})
}
