terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "123456789012"
  secret_key                  = "test"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  endpoints {
    s3        = "http://127.0.0.1:4566"
    s3control = "http://127.0.0.1:4566" # see below for what it takes
    sts       = "http://127.0.0.1:4566"
  }
}

data "aws_caller_identity" "me" {}

resource "aws_s3_bucket" "photos" {
  bucket        = "terraform-photos"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "photos" {
  bucket = aws_s3_bucket.photos.id
  versioning_configuration { status = "Enabled" }
}

resource "aws_s3_object" "cat" {
  bucket  = aws_s3_bucket.photos.id
  key     = "cats/one.txt"
  content = "a cat"
  tags    = { reviewed = "no" }
}

output "account" {
  value = data.aws_caller_identity.me.account_id
}
