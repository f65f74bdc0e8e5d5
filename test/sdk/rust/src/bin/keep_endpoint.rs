use aws_config::{BehaviorVersion, Region};
use aws_sdk_s3::config::Credentials;
use aws_sdk_s3control::config::endpoint::{Endpoint, EndpointFuture, Params, ResolveEndpoint};

const ENDPOINT: &str = "http://127.0.0.1:4566";

/// Answers one endpoint for all requests.
#[derive(Debug)]
struct Local;

impl ResolveEndpoint for Local {
    fn resolve_endpoint<'a>(&'a self, _: &'a Params) -> EndpointFuture<'a> {
        EndpointFuture::ready(Ok(Endpoint::builder().url(ENDPOINT).build()))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = aws_config::defaults(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http()) // only where TLS is switched off in Cargo.toml
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("123456789012", "test", None, None, "local"))
        .load()
        .await;
    let s3_config = aws_sdk_s3::config::Builder::from(&config).endpoint_url(ENDPOINT).force_path_style(true).build();
    let s3 = aws_sdk_s3::Client::from_conf(s3_config);
    let control_config = aws_sdk_s3control::config::Builder::from(&config).endpoint_resolver(Local).build();
    let control = aws_sdk_s3control::Client::from_conf(control_config);

    let buckets = s3.list_buckets().send().await?;
    let jobs = control.list_jobs().account_id("123456789012").send().await?;
    println!("ok - {} buckets, {} jobs", buckets.buckets().len(), jobs.jobs().len());
    Ok(())
}
