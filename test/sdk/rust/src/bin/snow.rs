use aws_config::{BehaviorVersion, Region};
use aws_sdk_s3::config::Credentials;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http()) // only where TLS is switched off in Cargo.toml
        .endpoint_url("http://127.0.0.1:4566")
        .region(Region::new("snow")) // in this region alone S3 Control clients leave the endpoint's host as it is
        .credentials_provider(Credentials::new("123456789012", "test", None, None, "local"))
        .load()
        .await;
    let s3 = aws_sdk_s3::Client::new(&config);
    let control = aws_sdk_s3control::Client::new(&config);

    let buckets = s3.list_buckets().send().await?;
    let jobs = control.list_jobs().account_id("123456789012").send().await?;
    println!("ok - {} buckets, {} jobs", buckets.buckets().len(), jobs.jobs().len());
    Ok(())
}
