package main

import (
	"context"
	"fmt"
	"log"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	transport "github.com/aws/smithy-go/endpoints"
)

// local answers one endpoint for all requests.
type local struct{ endpoint string }

func (l local) ResolveEndpoint(context.Context, s3control.EndpointParameters) (transport.Endpoint, error) {
	address, err := url.Parse(l.endpoint)
	if err != nil {
		return transport.Endpoint{}, err
	}
	return transport.Endpoint{URI: *address}, nil
}

func main() {
	ctx := context.Background()
	endpoint := "http://127.0.0.1:4566"
	configuration, err := config.LoadDefaultConfig(ctx,
		config.WithRegion("eu-central-1"),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("123456789012", "test", "")),
	)
	if err != nil {
		log.Fatal(err)
	}
	store := s3.NewFromConfig(configuration, func(options *s3.Options) {
		options.BaseEndpoint = &endpoint
		options.UsePathStyle = true
	})
	control := s3control.NewFromConfig(configuration, s3control.WithEndpointResolverV2(local{endpoint}))

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
