//! The scenario of test/sdk/README.md. The clients are built as any program builds them: where they go is said by the
//! environment alone.

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::future::Future;
use std::process::exit;
use std::time::Duration;

use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Error;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3control::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3control::operation::create_job::builders::CreateJobFluentBuilder;
use aws_sdk_s3control::operation::create_job::CreateJobError;
use aws_sdk_s3control::operation::describe_job::DescribeJobError;
use aws_sdk_s3control::operation::list_jobs::ListJobsError;
use aws_sdk_s3control::operation::put_job_tagging::PutJobTaggingError;
use aws_sdk_s3control::operation::update_job_priority::UpdateJobPriorityError;
use aws_sdk_s3control::operation::update_job_status::UpdateJobStatusError;
use aws_sdk_s3control::types::{
    JobDescriptor, JobManifest, JobManifestFieldName, JobManifestFormat, JobManifestLocation, JobManifestSpec,
    JobOperation, JobReport, JobReportFormat, JobReportScope, JobStatus, LambdaInvokeOperation, RequestedJobStatus,
    S3CopyObjectOperation, S3DeleteObjectTaggingOperation, S3SetObjectTaggingOperation, S3Tag,
};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::{Builder, Connector};

use test_sdk_rust::Faults;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Key, the same as a manifest has it, body; in S3's order.
const OBJECTS: [(&str, &str, &str); 4] = [
    ("a folder/with blanks.txt", "a%20folder/with%20blanks.txt", "two"),
    ("grüße/日本.txt", "gr%C3%BC%C3%9Fe/%E6%97%A5%E6%9C%AC.txt", "three"),
    ("plain.txt", "plain.txt", "one"),
    ("signs +&=%25!.txt", "signs%20%2B%26%3D%2525%21.txt", "four"),
];

struct Scenario {
    s3: aws_sdk_s3::Client,
    control: aws_sdk_s3control::Client,
    name: String,
    account: String,
    source: String,
    target: String,
    reports: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // What `aws_config::load_from_env()` does by itself with the SDK's default TLS, which takes longer to compile.
    let http = Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|parts| parts.sleep_impl()));
        connector.tls_provider(Provider::Rustls(CryptoMode::Ring)).build()
    });
    let config = aws_config::from_env().http_client(http).load().await;
    let name = setting("SCENARIO", "rust");
    let scenario = Scenario {
        s3: aws_sdk_s3::Client::new(&config),
        control: aws_sdk_s3control::Client::new(&config),
        account: setting("SCENARIO_ACCOUNT", "123456789012"),
        source: format!("{name}-source"),
        target: format!("{name}-target"),
        reports: format!("{name}-reports"),
        name,
    };
    scenario.run().await;
}

impl Scenario {
    async fn run(&self) {
        step("create the buckets", self.create_buckets()).await;
        step("put and read the objects", self.put_objects()).await;
        let etag = &step("put the manifest", self.put_manifest()).await;
        let job = &step("run a tagging job", self.run_tagging_job(etag)).await;
        step("read the report", self.read_report(job)).await;
        if env::var("SCENARIO_SHORT").as_deref() == Ok("1") {
            return;
        }
        step("create the same job again", async { equal(&create(self.tagging_request(etag)).await?, job) }).await;
        step("run a copy job", self.run_copy_job(etag)).await;
        if let Ok(function) = env::var("SCENARIO_FUNCTION") {
            step("run a Lambda job", self.run_lambda_job(etag, &function)).await;
        }
        step("confirm a job", self.confirm_job(etag)).await;
        step("cancel a job", self.cancel_job(etag)).await;
        step("list the jobs", self.list_jobs(job)).await;
        step("tag a job", self.tag_job(job)).await;
        self.provoke(etag, job).await;
    }

    async fn create_buckets(&self) -> Outcome<()> {
        for bucket in [&self.source, &self.target, &self.reports] {
            self.s3.create_bucket().bucket(bucket).send().await?;
        }
        Ok(())
    }

    async fn put_objects(&self) -> Outcome<()> {
        for (key, _, body) in OBJECTS {
            self.put(&self.source, key, body.to_owned()).await?;
            equal(self.read(&self.source, key).await?.as_str(), body)?;
        }
        equal(&self.keys_of(&self.source, "").await?, &keys(""))
    }

    async fn put_manifest(&self) -> Outcome<String> {
        let mut rows = format!("{},missing.txt\n", self.source);
        for (_, key, _) in OBJECTS {
            rows += &format!("{},{key}\n", self.source);
        }
        self.put(&self.reports, "manifest.csv", rows).await
    }

    async fn run_tagging_job(&self, etag: &str) -> Outcome<String> {
        let id = create(self.tagging_request(etag)).await?;
        let job = self.wait_for(&id, JobStatus::Complete).await?;
        let progress = job.progress_summary().ok_or("no progress")?;
        equal(&progress.total_number_of_tasks(), &Some(5))?;
        equal(&progress.number_of_tasks_succeeded(), &Some(4))?;
        equal(&progress.number_of_tasks_failed(), &Some(1))?;
        equal(&job.description(), &Some("tags <all> & more"))?;
        ensure(job.creation_time().is_some() && job.termination_date().is_some(), "times")?;
        for (key, _, _) in OBJECTS {
            let tagging = self.s3.get_object_tagging().bucket(&self.source).key(key).send().await?;
            let tags: Vec<_> = tagging.tag_set().iter().map(|tag| (tag.key(), tag.value())).collect();
            equal(&tags, &vec![("seen", "grüße = 1+1 @home")])?;
        }
        Ok(id)
    }

    async fn read_report(&self, job: &str) -> Outcome<()> {
        let index = self.read(&self.reports, &format!("out/job-{job}/manifest.json")).await?;
        let mut rows = String::new();
        for part in index.split("\"Key\":\"").skip(1) {
            let key = part.split('"').next().unwrap_or_default();
            rows += &self.read(&self.reports, key).await?;
        }
        equal(&rows.lines().count(), &5)?;
        equal(&rows.matches(",succeeded,200,").count(), &4)?;
        ensure(rows.contains("missing.txt,,failed,404,NoSuchKey,"), &rows)
    }

    async fn run_copy_job(&self, etag: &str) -> Outcome<()> {
        let copy = S3CopyObjectOperation::builder()
            .target_resource(format!("arn:aws:s3:::{}", self.target))
            .target_key_prefix("copied")
            .build();
        let operation = JobOperation::builder().s3_put_object_copy(copy).build();
        let id = create(self.request(etag).operation(operation)).await?;
        self.wait_for(&id, JobStatus::Complete).await?;
        equal(&self.keys_of(&self.target, "copied/").await?, &keys("copied/"))?;
        equal(self.read(&self.target, "copied/a folder/with blanks.txt").await?.as_str(), "two")
    }

    async fn run_lambda_job(&self, etag: &str, function: &str) -> Outcome<()> {
        let invoke = LambdaInvokeOperation::builder().function_arn(function).build();
        let operation = JobOperation::builder().lambda_invoke(invoke).build();
        let id = create(self.request(etag).operation(operation)).await?;
        let job = self.wait_for(&id, JobStatus::Complete).await?;
        equal(&job.progress_summary().and_then(|progress| progress.number_of_tasks_succeeded()), &Some(5))
    }

    async fn confirm_job(&self, etag: &str) -> Outcome<()> {
        let id = self.suspended_job(etag).await?;
        let raise = self.control.update_job_priority().account_id(&self.account).job_id(&id).priority(77);
        equal(&raise.send().await?.priority(), &77)?;
        let confirm = self.control.update_job_status().account_id(&self.account).job_id(&id);
        let confirmed = confirm.requested_job_status(RequestedJobStatus::Ready).send().await?;
        equal(&confirmed.status(), &Some(&JobStatus::Ready))?;
        let job = self.wait_for(&id, JobStatus::Complete).await?;
        equal(&job.priority(), &77)
    }

    async fn cancel_job(&self, etag: &str) -> Outcome<()> {
        let id = self.suspended_job(etag).await?;
        let reason = "no more & done/é+";
        let cancel = self.control.update_job_status().account_id(&self.account).job_id(&id);
        cancel.requested_job_status(RequestedJobStatus::Cancelled).status_update_reason(reason).send().await?;
        let job = self.wait_for(&id, JobStatus::Cancelled).await?;
        equal(&job.status_update_reason(), &Some(reason))
    }

    async fn list_jobs(&self, tagging_job: &str) -> Outcome<()> {
        let mut ids = Vec::new();
        let mut pages = self.control.list_jobs().account_id(&self.account).max_results(1).into_paginator().send();
        while let Some(page) = pages.next().await {
            ids.extend(page?.jobs().iter().filter_map(|job| job.job_id().map(str::to_owned)));
        }
        let different: BTreeSet<_> = ids.iter().collect();
        ensure(different.len() == ids.len() && ids.len() >= 4, "jobs are missing")?;
        ensure(ids.iter().any(|id| id == tagging_job), "a job is missing")?;
        let wanted = [JobStatus::Complete, JobStatus::Cancelled];
        let query = self.control.list_jobs().account_id(&self.account).set_job_statuses(Some(wanted.to_vec()));
        let ended = query.send().await?;
        ensure(ended.jobs().iter().all(|job| job.status().is_some_and(|status| wanted.contains(status))), "status")
    }

    async fn tag_job(&self, id: &str) -> Outcome<()> {
        equal(&self.tags_of(id).await?, &vec![tag("team", "storage")])?;
        let tags = vec![tag("stage", "test + more")];
        let put = self.control.put_job_tagging().account_id(&self.account).job_id(id);
        put.set_tags(Some(tags.clone())).send().await?;
        equal(&self.tags_of(id).await?, &tags)?;
        self.control.delete_job_tagging().account_id(&self.account).job_id(id).send().await?;
        equal(&self.tags_of(id).await?, &vec![])
    }

    async fn provoke(&self, etag: &str, id: &str) {
        let control = &self.control;
        let account = &self.account;
        let unknown = "00000000-0000-4000-8000-000000000000";
        let describe = control.describe_job().account_id(account).job_id(unknown).send();
        catch("NotFoundException", describe, |error| matches!(error, DescribeJobError::NotFoundException(_))).await;

        let update = control.update_job_status().account_id(account).job_id(id);
        let cancel = update.requested_job_status(RequestedJobStatus::Cancelled).send();
        catch("JobStatusException", cancel, |error| matches!(error, UpdateJobStatusError::JobStatusException(_))).await;

        let other = self.tagging_request(etag).priority(11).send();
        catch("IdempotencyException", other, |error| matches!(error, CreateJobError::IdempotencyException(_))).await;

        let list = control.list_jobs().account_id(account).next_token("nonsense").send();
        catch("InvalidNextTokenException", list, |error| matches!(error, ListJobsError::InvalidNextTokenException(_)))
            .await;

        let many: Vec<_> = (0..51).map(|at| tag(&format!("k{at}"), "v")).collect();
        let put = control.put_job_tagging().account_id(account).job_id(id).set_tags(Some(many)).send();
        catch("TooManyTagsException", put, |error| matches!(error, PutJobTaggingError::TooManyTagsException(_))).await;

        let raise = control.update_job_priority().account_id(account).job_id(id).priority(1).send();
        catch("BadRequestException", raise, |error| matches!(error, UpdateJobPriorityError::BadRequestException(_)))
            .await;

        if let Some(faults) = Faults::from_environment() {
            self.provoke_disturbed(&faults, id).await;
        }

        let read = self.s3.get_object().bucket(&self.source).key("missing.txt").send();
        catch("NoSuchKey", read, |error| matches!(error, GetObjectError::NoSuchKey(_))).await;

        let nowhere = self.s3.list_objects_v2().bucket(format!("{}-no-such-bucket", self.name)).send();
        catch("NoSuchBucket", nowhere, |error| matches!(error, ListObjectsV2Error::NoSuchBucket(_))).await;

        if let Some(faults) = Faults::from_environment() {
            step("get over a fault", async {
                let fault = faults.ask(&of_the_job(id), "InternalServiceException", 1)?;
                control.describe_job().account_id(account).job_id(id).send().await?;
                equal(&fault.met()?, &1)
            })
            .await;
        }
    }

    async fn provoke_disturbed(&self, faults: &Faults, id: &str) {
        let of_the_list = format!(r#""operation":"ListJobs","query":{{"nextToken":"{}"}}"#, self.name);
        let fault = faults.ask(&of_the_list, "InvalidRequestException", 0).expect("a fault");
        let list = self.control.list_jobs().account_id(&self.account).next_token(&self.name).send();
        catch("InvalidRequestException", list, |error| matches!(error, ListJobsError::InvalidRequestException(_))).await;
        drop(fault);

        let describe = || self.control.describe_job().account_id(&self.account).job_id(id).send();
        let fault = faults.ask(&of_the_job(id), "TooManyRequestsException", 0).expect("a fault");
        let fits = |error: &DescribeJobError| matches!(error, DescribeJobError::TooManyRequestsException(_));
        catch("TooManyRequestsException", describe(), fits).await;
        drop(fault);

        let fault = faults.ask(&of_the_job(id), "InternalServiceException", 0).expect("a fault");
        let fits = |error: &DescribeJobError| matches!(error, DescribeJobError::InternalServiceException(_));
        catch("InternalServiceException", describe(), fits).await;
        drop(fault);
    }

    fn request(&self, etag: &str) -> CreateJobFluentBuilder {
        let report = JobReport::builder()
            .enabled(true)
            .bucket(format!("arn:aws:s3:::{}", self.reports))
            .format(JobReportFormat::ReportCsv20180820)
            .prefix("out")
            .report_scope(JobReportScope::AllTasks)
            .build();
        let spec = JobManifestSpec::builder()
            .format(JobManifestFormat::S3BatchOperationsCsv20180820)
            .fields(JobManifestFieldName::Bucket)
            .fields(JobManifestFieldName::Key)
            .build()
            .expect("a whole spec");
        let location = JobManifestLocation::builder()
            .object_arn(format!("arn:aws:s3:::{}/manifest.csv", self.reports))
            .e_tag(etag)
            .build()
            .expect("a whole location");
        self.control
            .create_job()
            .account_id(&self.account)
            .confirmation_required(false)
            .priority(10)
            .role_arn(format!("arn:aws:iam::{}:role/batch", self.account))
            .report(report)
            .manifest(JobManifest::builder().spec(spec).location(location).build())
    }

    fn tagging_request(&self, etag: &str) -> CreateJobFluentBuilder {
        let tagging = S3SetObjectTaggingOperation::builder().tag_set(tag("seen", "grüße = 1+1 @home"));
        self.request(etag)
            .operation(JobOperation::builder().s3_put_object_tagging(tagging.build()).build())
            .description("tags <all> & more")
            .tags(tag("team", "storage"))
            .client_request_token(format!("token-of-{}", self.name))
    }

    async fn suspended_job(&self, etag: &str) -> Outcome<String> {
        let deletion = S3DeleteObjectTaggingOperation::builder().build();
        let operation = JobOperation::builder().s3_delete_object_tagging(deletion).build();
        let id = create(self.request(etag).operation(operation).confirmation_required(true)).await?;
        self.wait_for(&id, JobStatus::Suspended).await?;
        Ok(id)
    }

    async fn wait_for(&self, id: &str, status: JobStatus) -> Outcome<JobDescriptor> {
        for _ in 0..600 {
            let described = self.control.describe_job().account_id(&self.account).job_id(id).send().await?;
            let job = described.job.ok_or("no job")?;
            if job.status() == Some(&status) {
                return Ok(job);
            }
            if job.status() == Some(&JobStatus::Failed) {
                return Err(format!("job {id} failed: {:?}", job.failure_reasons()).into());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Err(format!("job {id} does not reach {status}").into())
    }

    async fn tags_of(&self, id: &str) -> Outcome<Vec<S3Tag>> {
        let tagging = self.control.get_job_tagging().account_id(&self.account).job_id(id).send().await?;
        Ok(tagging.tags().to_vec())
    }

    async fn put(&self, bucket: &str, key: &str, body: String) -> Outcome<String> {
        let body = ByteStream::from(body.into_bytes());
        let made = self.s3.put_object().bucket(bucket).key(key).body(body).send().await?;
        Ok(made.e_tag().unwrap_or_default().to_owned())
    }

    async fn read(&self, bucket: &str, key: &str) -> Outcome<String> {
        let object = self.s3.get_object().bucket(bucket).key(key).send().await?;
        Ok(String::from_utf8(object.body.collect().await?.to_vec())?)
    }

    async fn keys_of(&self, bucket: &str, prefix: &str) -> Outcome<Vec<String>> {
        let mut found = Vec::new();
        let listing = self.s3.list_objects_v2().bucket(bucket).prefix(prefix).max_keys(2);
        let mut pages = listing.into_paginator().send();
        while let Some(page) = pages.next().await {
            found.extend(page?.contents().iter().filter_map(|entry| entry.key().map(str::to_owned)));
        }
        Ok(found)
    }
}

async fn create(request: CreateJobFluentBuilder) -> Outcome<String> {
    Ok(request.send().await?.job_id().unwrap_or_default().to_owned())
}

fn of_the_job(id: &str) -> String {
    format!(r#""operation":"DescribeJob","path":"/v20180820/jobs/{id}""#)
}

fn tag(key: &str, value: &str) -> S3Tag {
    S3Tag::builder().key(key).value(value).build().expect("a whole tag")
}

fn keys(prefix: &str) -> Vec<String> {
    OBJECTS.iter().map(|(key, _, _)| format!("{prefix}{key}")).collect()
}

async fn catch<T, E, R>(code: &str, call: impl Future<Output = Result<T, SdkError<E, R>>>, fits: impl Fn(&E) -> bool)
where
    T: std::fmt::Debug,
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    let checked = async {
        let error = call.await.err().ok_or("nothing was refused")?;
        let typed = error.as_service_error().is_some_and(fits);
        ensure(typed && error.message().is_some_and(|message| !message.is_empty()), &format!("{error:?}"))
    };
    step(&format!("catch {code}"), checked).await;
}

async fn step<T>(title: &str, run: impl Future<Output = Outcome<T>>) -> T {
    match run.await {
        Ok(value) => {
            println!("ok - {title}");
            value
        }
        Err(error) => {
            println!("not ok - {title}");
            eprintln!("{}", DisplayErrorContext(&*error));
            exit(1)
        }
    }
}

fn equal<T: PartialEq + std::fmt::Debug + ?Sized>(actual: &T, expected: &T) -> Outcome<()> {
    ensure(actual == expected, &format!("{actual:?} is not {expected:?}"))
}

fn ensure(holds: bool, message: &str) -> Outcome<()> {
    if holds {
        Ok(())
    } else {
        Err(message.to_owned().into())
    }
}

fn setting(variable: &str, fallback: &str) -> String {
    env::var(variable).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| fallback.to_owned())
}
