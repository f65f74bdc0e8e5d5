import java.net.URI;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3control.S3ControlClient;

public class Jobs {
  public static void main(String[] args) {
    try (var container = new GenericContainer<>("s3control-local")
        .withExposedPorts(4566)
        .waitingFor(Wait.forLogMessage("Ready\\.\\s", 1))) {
      container.start();
      var control = S3ControlClient.builder()
          .endpointOverride(URI.create("http://127.0.0.1:" + container.getMappedPort(4566)))
          .region(Region.of("snow"))
          .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("123456789012", "test")))
          .build();
      System.out.println(control.listJobs(request -> request.accountId("123456789012")).jobs());
    }
  }
}
