import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.s3control.model.BadRequestException;
import software.amazon.awssdk.services.s3control.model.CreateJobRequest;
import software.amazon.awssdk.services.s3control.model.DescribeJobResponse;
import software.amazon.awssdk.services.s3control.model.IdempotencyException;
import software.amazon.awssdk.services.s3control.model.InternalServiceException;
import software.amazon.awssdk.services.s3control.model.InvalidNextTokenException;
import software.amazon.awssdk.services.s3control.model.InvalidRequestException;
import software.amazon.awssdk.services.s3control.model.JobDescriptor;
import software.amazon.awssdk.services.s3control.model.JobListDescriptor;
import software.amazon.awssdk.services.s3control.model.JobManifestFieldName;
import software.amazon.awssdk.services.s3control.model.JobManifestFormat;
import software.amazon.awssdk.services.s3control.model.JobReportFormat;
import software.amazon.awssdk.services.s3control.model.JobReportScope;
import software.amazon.awssdk.services.s3control.model.JobStatus;
import software.amazon.awssdk.services.s3control.model.JobStatusException;
import software.amazon.awssdk.services.s3control.model.NotFoundException;
import software.amazon.awssdk.services.s3control.model.RequestedJobStatus;
import software.amazon.awssdk.services.s3control.model.S3Tag;
import software.amazon.awssdk.services.s3control.model.TooManyRequestsException;
import software.amazon.awssdk.services.s3control.model.TooManyTagsException;

/**
 * The scenario of test/sdk/README.md. The clients are built as any program builds them: where they go is said by the
 * environment alone.
 */
public class Scenario {
  static final String NAME = setting("SCENARIO", "java");
  static final String ACCOUNT = setting("SCENARIO_ACCOUNT", "123456789012");
  static final String SOURCE = NAME + "-source";
  static final String TARGET = NAME + "-target";
  static final String REPORTS = NAME + "-reports";
  static final Map<String, String> OBJECTS = new TreeMap<>(Map.of(
      "plain.txt", "one",
      "a folder/with blanks.txt", "two",
      "grüße/日本.txt", "three",
      "signs +&=%25!.txt", "four"));

  static final S3Client s3 = S3Client.create();
  static final S3ControlClient control = S3ControlClient.create();

  static String manifestEtag;
  static String taggingJob;

  public static void main(String[] args) {
    step("create the buckets", () -> {
      for (String bucket : List.of(SOURCE, TARGET, REPORTS)) s3.createBucket(b -> b.bucket(bucket));
    });
    step("put and read the objects", Scenario::putObjects);
    step("put the manifest", Scenario::putManifest);
    step("run a tagging job", Scenario::runTaggingJob);
    step("read the report", Scenario::readReport);
    if ("1".equals(System.getenv("SCENARIO_SHORT"))) return;
    step("create the same job again", () -> equal(create(taggingRequest()), taggingJob));
    step("run a copy job", Scenario::runCopyJob);
    String function = System.getenv("SCENARIO_FUNCTION");
    if (function != null) step("run a Lambda job", () -> runLambdaJob(function));
    step("confirm a job", Scenario::confirmJob);
    step("cancel a job", Scenario::cancelJob);
    step("list the jobs", Scenario::listJobs);
    step("tag a job", Scenario::tagJob);
    provoke();
  }

  static void putObjects() {
    OBJECTS.forEach((key, body) -> {
      s3.putObject(b -> b.bucket(SOURCE).key(key), RequestBody.fromString(body));
      equal(read(SOURCE, key), body);
    });
    equal(keysOf(SOURCE, ""), List.copyOf(OBJECTS.keySet()));
  }

  static void putManifest() {
    StringBuilder rows = new StringBuilder(SOURCE + ",missing.txt\n");
    for (String key : OBJECTS.keySet())
      rows.append(SOURCE + "," + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20") + "\n");
    manifestEtag =
        s3.putObject(b -> b.bucket(REPORTS).key("manifest.csv"), RequestBody.fromString(rows.toString())).eTag();
  }

  static void runTaggingJob() {
    taggingJob = create(taggingRequest());
    JobDescriptor job = waitFor(taggingJob, JobStatus.COMPLETE);
    equal(job.progressSummary().totalNumberOfTasks(), 5L);
    equal(job.progressSummary().numberOfTasksSucceeded(), 4L);
    equal(job.progressSummary().numberOfTasksFailed(), 1L);
    equal(job.description(), "tags <all> & more");
    equal(job.creationTime() != null && job.terminationDate() != null, true);
    for (String key : OBJECTS.keySet()) {
      var tags = s3.getObjectTagging(b -> b.bucket(SOURCE).key(key)).tagSet();
      equal(tags.size(), 1);
      equal(tags.get(0).key() + ": " + tags.get(0).value(), "seen: grüße = 1+1 @home");
    }
  }

  static void readReport() {
    String index = read(REPORTS, "out/job-" + taggingJob + "/manifest.json");
    List<String> rows = Pattern.compile("\"Key\":\"([^\"]*)\"").matcher(index).results()
        .flatMap((MatchResult found) -> read(REPORTS, found.group(1)).lines()).toList();
    equal(rows.size(), 5);
    equal(rows.stream().filter(row -> row.contains(",succeeded,200,")).count(), 4L);
    equal(rows.stream().filter(row -> row.contains("missing.txt,,failed,404,NoSuchKey,")).count(), 1L);
  }

  static void runCopyJob() {
    String job = create(request().operation(o -> o.s3PutObjectCopy(
        copy -> copy.targetResource("arn:aws:s3:::" + TARGET).targetKeyPrefix("copied"))));
    waitFor(job, JobStatus.COMPLETE);
    equal(keysOf(TARGET, "copied/"), OBJECTS.keySet().stream().map(key -> "copied/" + key).toList());
    equal(read(TARGET, "copied/a folder/with blanks.txt"), "two");
  }

  static void runLambdaJob(String function) {
    String job = create(request().operation(o -> o.lambdaInvoke(invoke -> invoke.functionArn(function))));
    equal(waitFor(job, JobStatus.COMPLETE).progressSummary().numberOfTasksSucceeded(), 5L);
  }

  static void confirmJob() {
    String job = suspendedJob();
    equal(control.updateJobPriority(b -> b.accountId(ACCOUNT).jobId(job).priority(77)).priority(), 77);
    var confirmed = control.updateJobStatus(
        b -> b.accountId(ACCOUNT).jobId(job).requestedJobStatus(RequestedJobStatus.READY));
    equal(confirmed.status(), JobStatus.READY);
    equal(waitFor(job, JobStatus.COMPLETE).priority(), 77);
  }

  static void cancelJob() {
    String job = suspendedJob();
    String reason = "no more & done/é+";
    control.updateJobStatus(b -> b.accountId(ACCOUNT).jobId(job)
        .requestedJobStatus(RequestedJobStatus.CANCELLED).statusUpdateReason(reason));
    equal(waitFor(job, JobStatus.CANCELLED).statusUpdateReason(), reason);
  }

  static void listJobs() {
    List<String> ids = control.listJobsPaginator(b -> b.accountId(ACCOUNT).maxResults(1)).stream()
        .flatMap(page -> page.jobs().stream()).map(JobListDescriptor::jobId).toList();
    equal(ids.contains(taggingJob) && new HashSet<>(ids).size() == ids.size() && ids.size() >= 4, true);
    var ended = control.listJobs(b -> b.accountId(ACCOUNT).jobStatuses(JobStatus.COMPLETE, JobStatus.CANCELLED));
    equal(new HashSet<>(ended.jobs().stream().map(JobListDescriptor::status).toList()),
        new HashSet<>(List.of(JobStatus.COMPLETE, JobStatus.CANCELLED)));
  }

  static void tagJob() {
    equal(tagsOf(taggingJob), List.of(tag("team", "storage")));
    control.putJobTagging(b -> b.accountId(ACCOUNT).jobId(taggingJob).tags(tag("stage", "test + more")));
    equal(tagsOf(taggingJob), List.of(tag("stage", "test + more")));
    control.deleteJobTagging(b -> b.accountId(ACCOUNT).jobId(taggingJob));
    equal(tagsOf(taggingJob), List.of());
  }

  static void provoke() {
    expect(NotFoundException.class, () ->
        control.describeJob(b -> b.accountId(ACCOUNT).jobId("00000000-0000-4000-8000-000000000000")));
    expect(JobStatusException.class, () ->
        control.updateJobStatus(
            b -> b.accountId(ACCOUNT).jobId(taggingJob).requestedJobStatus(RequestedJobStatus.CANCELLED)));
    expect(IdempotencyException.class, () -> control.createJob(taggingRequest().priority(11).build()));
    expect(InvalidNextTokenException.class, () ->
        control.listJobs(b -> b.accountId(ACCOUNT).nextToken("nonsense")));
    expect(TooManyTagsException.class, () -> {
      List<S3Tag> tags = IntStream.range(0, 51).mapToObj(at -> tag("k" + at, "v")).toList();
      return control.putJobTagging(b -> b.accountId(ACCOUNT).jobId(taggingJob).tags(tags));
    });
    expect(BadRequestException.class, () ->
        control.updateJobPriority(b -> b.accountId(ACCOUNT).jobId(taggingJob).priority(1)));
    if (Faults.URL != null) provokeDisturbed();
    expect(NoSuchKeyException.class, () -> s3.getObject(b -> b.bucket(SOURCE).key("missing.txt")));
    expect(NoSuchBucketException.class, () -> s3.getObject(b -> b.bucket(NAME + "-no-such-bucket").key("a")));
    if (Faults.URL != null) step("get over a fault", () -> {
      try (Faults fault = ofTheJob("InternalServiceException", 1)) {
        describeJob();
        equal(fault.met(), 1);
      }
    });
  }

  static void provokeDisturbed() {
    expect(InvalidRequestException.class, () -> {
      try (Faults fault = new Faults("ListJobs", "\"query\":{\"nextToken\":\"" + NAME + "\"}", "InvalidRequestException", 0)) {
        return control.listJobs(b -> b.accountId(ACCOUNT).nextToken(NAME));
      }
    });
    expect(TooManyRequestsException.class, () -> {
      try (Faults fault = ofTheJob("TooManyRequestsException", 0)) {
        return describeJob();
      }
    });
    expect(InternalServiceException.class, () -> {
      try (Faults fault = ofTheJob("InternalServiceException", 0)) {
        return describeJob();
      }
    });
  }

  static Faults ofTheJob(String code, int times) {
    return new Faults("DescribeJob", "\"path\":\"/v20180820/jobs/" + taggingJob + "\"", code, times);
  }

  static DescribeJobResponse describeJob() {
    return control.describeJob(b -> b.accountId(ACCOUNT).jobId(taggingJob));
  }

  static CreateJobRequest.Builder request() {
    return CreateJobRequest.builder()
        .accountId(ACCOUNT)
        .confirmationRequired(false)
        .priority(10)
        .roleArn("arn:aws:iam::" + ACCOUNT + ":role/batch")
        .report(report -> report
            .enabled(true)
            .bucket("arn:aws:s3:::" + REPORTS)
            .format(JobReportFormat.REPORT_CSV_20180820)
            .prefix("out")
            .reportScope(JobReportScope.ALL_TASKS))
        .manifest(manifest -> manifest
            .spec(spec -> spec
                .format(JobManifestFormat.S3_BATCH_OPERATIONS_CSV_20180820)
                .fields(JobManifestFieldName.BUCKET, JobManifestFieldName.KEY))
            .location(location -> location
                .objectArn("arn:aws:s3:::" + REPORTS + "/manifest.csv")
                .eTag(manifestEtag)));
  }

  static CreateJobRequest.Builder taggingRequest() {
    return request()
        .operation(o -> o.s3PutObjectTagging(tagging -> tagging.tagSet(tag("seen", "grüße = 1+1 @home"))))
        .description("tags <all> & more")
        .tags(tag("team", "storage"))
        .clientRequestToken("token-of-" + NAME);
  }

  static String suspendedJob() {
    String job = create(request().confirmationRequired(true).operation(o -> o.s3DeleteObjectTagging(d -> {})));
    waitFor(job, JobStatus.SUSPENDED);
    return job;
  }

  static String create(CreateJobRequest.Builder request) {
    return control.createJob(request.build()).jobId();
  }

  static JobDescriptor waitFor(String id, JobStatus status) {
    JobDescriptor job = null;
    for (int tries = 0; tries < 600; tries++) {
      job = control.describeJob(b -> b.accountId(ACCOUNT).jobId(id)).job();
      if (job.status() == status) return job;
      if (job.status() == JobStatus.FAILED) break;
      pause();
    }
    throw new AssertionError("job " + id + " is " + job.status() + ", not " + status + ": " + job.failureReasons());
  }

  static List<S3Tag> tagsOf(String job) {
    return control.getJobTagging(b -> b.accountId(ACCOUNT).jobId(job)).tags();
  }

  static S3Tag tag(String key, String value) {
    return S3Tag.builder().key(key).value(value).build();
  }

  static String read(String bucket, String key) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
  }

  static List<String> keysOf(String bucket, String prefix) {
    return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix).maxKeys(2)).contents().stream()
        .map(S3Object::key).toList();
  }

  static void expect(Class<? extends AwsServiceException> type, Supplier<?> call) {
    step("catch " + type.getSimpleName().replaceFirst("^(NoSuch\\w+)Exception$", "$1"), () -> {
      try {
        call.get();
      } catch (AwsServiceException error) {
        if (!type.isInstance(error)) throw error;
        equal(error.awsErrorDetails().errorMessage().isEmpty() || error.requestId() == null, false);
        return;
      }
      throw new AssertionError("nothing was thrown");
    });
  }

  static void step(String title, Runnable run) {
    try {
      run.run();
      System.out.println("ok - " + title);
    } catch (RuntimeException | AssertionError problem) {
      System.out.println("not ok - " + title);
      problem.printStackTrace();
      System.exit(1);
    }
  }

  static void equal(Object actual, Object expected) {
    if (!actual.equals(expected)) throw new AssertionError(actual + " is not " + expected);
  }

  static String setting(String variable, String fallback) {
    String value = System.getenv(variable);
    return value == null || value.isEmpty() ? fallback : value;
  }

  static void pause() {
    try {
      Thread.sleep(25);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
