import java.net.URI;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3control.S3ControlClient;

public class KeepEndpoint {
  public static void main(String[] args) {
    var endpoint = URI.create("http://127.0.0.1:4566");
    var region = Region.EU_CENTRAL_1;
    var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("123456789012", "test"));
    var s3 = S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(region)
        .credentialsProvider(credentials)
        .build();
    var control = S3ControlClient.builder()
        .endpointProvider(any -> CompletableFuture.completedFuture(Endpoint.builder().url(endpoint).build()))
        .region(region)
        .credentialsProvider(credentials)
        .build();

    var buckets = s3.listBuckets().buckets();
    var jobs = control.listJobs(request -> request.accountId("123456789012")).jobs();
    System.out.printf("ok - %d buckets, %d jobs%n", buckets.size(), jobs.size());
  }
}
