package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// Where the emulator is asked for what no request provokes (docs/faults.md).
var faults = os.Getenv("SCENARIO_FAULTS")

type fault struct {
	ID        string            `json:"id,omitempty"`
	Operation string            `json:"operation"`
	Path      string            `json:"path,omitempty"`
	Query     map[string]string `json:"query,omitempty"`
	Code      string            `json:"code"`
	Times     int               `json:"times"`
	Met       int               `json:"met,omitempty"`
}

func provokeDisturbed() {
	ofTheList := fault{Operation: "ListJobs", Query: map[string]string{"nextToken": name}, Code: "InvalidRequestException"}
	catch[*types.InvalidRequestException]("InvalidRequestException", func() error {
		_, err := during(ofTheList, func() error {
			_, err := control.ListJobs(ctx, &s3control.ListJobsInput{AccountId: &account, NextToken: &name})
			return err
		})
		return err
	})
	catch[*types.TooManyRequestsException]("TooManyRequestsException", func() error {
		_, err := during(ofTheJob("TooManyRequestsException", 0), describeJob)
		return err
	})
	catch[*types.InternalServiceException]("InternalServiceException", func() error {
		_, err := during(ofTheJob("InternalServiceException", 0), describeJob)
		return err
	})
}

func getOverAFault() {
	met, err := during(ofTheJob("InternalServiceException", 1), describeJob)
	must(err)
	equal(met, 1)
}

func describeJob() error {
	_, err := control.DescribeJob(ctx, &s3control.DescribeJobInput{AccountId: &account, JobId: &taggingJob})
	return err
}

func ofTheJob(code string, times int) fault {
	return fault{Operation: "DescribeJob", Path: "/v20180820/jobs/" + taggingJob, Code: code, Times: times}
}

// during gives the number of requests that the fault has met in the call.
func during(asked fault, call func() error) (int, error) {
	added := ask(http.MethodPost, faults, asked)
	defer ask(http.MethodDelete, faults+"/"+added.ID, nil)
	err := call()
	return ask(http.MethodGet, faults+"/"+added.ID, nil).Met, err
}

func ask(method, url string, body any) fault {
	sent, err := json.Marshal(body)
	must(err)
	if body == nil {
		sent = nil
	}
	request, err := http.NewRequest(method, url, bytes.NewReader(sent))
	must(err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	must(err)
	defer answer.Body.Close()
	var told fault
	if answer.StatusCode != http.StatusNoContent {
		must(json.NewDecoder(answer.Body).Decode(&told))
	}
	return told
}
