import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What no request provokes: the emulator is asked for it (docs/faults.md), and asked to leave it again at the end. */
public class Faults implements AutoCloseable {
  static final String URL = System.getenv("SCENARIO_FAULTS");
  private static final HttpClient http = HttpClient.newHttpClient();

  private final String id;

  /** @param which the requests that are meant, as a member of the JSON object */
  public Faults(String operation, String which, String code, int times) {
    String fault = String.format(
        "{\"operation\":\"%s\",%s,\"code\":\"%s\",\"times\":%d}", operation, which, code, times);
    id = member(ask("POST", URL, fault), "\"id\":\"(\\d+)\"");
  }

  public int met() {
    return Integer.parseInt(member(ask("GET", URL + "/" + id, ""), "\"met\":(\\d+)"));
  }

  @Override
  public void close() {
    ask("DELETE", URL + "/" + id, "");
  }

  private static String ask(String method, String url, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (body.isEmpty()) request.method(method, BodyPublishers.noBody());
    else request.header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
    try {
      return http.send(request.build(), BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static String member(String json, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(json);
    if (!found.find()) throw new AssertionError(json);
    return found.group(1);
  }
}
