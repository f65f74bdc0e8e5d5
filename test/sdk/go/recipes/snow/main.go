package main

import (
	"context"
	"fmt"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
)

func main() {
	ctx := context.Background()
	configuration, err := config.LoadDefaultConfig(ctx,
		config.WithBaseEndpoint("http://127.0.0.1:4566"),
		config.WithRegion("snow"), // in this region alone S3 Control clients leave the endpoint's host as it is
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("123456789012", "test", "")),
	)
	if err != nil {
		log.Fatal(err)
	}
	store := s3.NewFromConfig(configuration)
	control := s3control.NewFromConfig(configuration)

	buckets, err := store.ListBuckets(ctx, &s3.ListBucketsInput{})
	if err != nil {
		log.Fatal(err)
	}
	jobs, err := control.ListJobs(ctx, &s3control.ListJobsInput{AccountId: aws.String("123456789012")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("ok - %d buckets, %d jobs\n", len(buckets.Buckets), len(jobs.Jobs))
}
