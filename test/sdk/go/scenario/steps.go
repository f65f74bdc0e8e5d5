package main

import (
	"fmt"
	"os"
	"reflect"
)

func step(title string, run func()) {
	defer func() {
		if problem := recover(); problem != nil {
			fmt.Println("not ok - " + title)
			fmt.Fprintln(os.Stderr, problem)
			os.Exit(1)
		}
	}()
	run()
	fmt.Println("ok - " + title)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func assert(holds bool, message string) {
	if !holds {
		panic(message)
	}
}

// equal compares numbers of any type by their digits.
func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) && fmt.Sprint(actual) != fmt.Sprint(expected) {
		panic(fmt.Sprintf("%v is not %v", actual, expected))
	}
}

func setting(variable, fallback string) string {
	if value := os.Getenv(variable); value != "" {
		return value
	}
	return fallback
}
