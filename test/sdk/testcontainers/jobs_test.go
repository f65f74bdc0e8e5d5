package jobs

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func TestThereAreNoJobsYet(t *testing.T) {
	ctx := context.Background()
	container, err := testcontainers.Run(ctx, "s3control-local",
		testcontainers.WithExposedPorts("4566/tcp"),
		testcontainers.WithWaitStrategy(wait.ForLog("Ready.")),
	)
	testcontainers.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}
	port, err := container.MappedPort(ctx, "4566/tcp")
	if err != nil {
		t.Fatal(err)
	}
	control := s3control.New(s3control.Options{
		BaseEndpoint: aws.String("http://127.0.0.1:" + port.Port()),
		Region:       "snow",
		Credentials:  credentials.NewStaticCredentialsProvider("123456789012", "test", ""),
	})
	jobs, err := control.ListJobs(ctx, &s3control.ListJobsInput{AccountId: aws.String("123456789012")})
	if err != nil || len(jobs.Jobs) != 0 {
		t.Fatal(jobs, err)
	}
}
