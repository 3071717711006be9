package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.hub.LocalUploads.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads to a server in this process that speaks the hub's protocol. */
class PushTest {
    private static final RepoId ID =
            RepoId.parse(RepoId.Kind.DATASET, "org/set").orElseThrow();
    private static final String COMMIT = "/api/datasets/org/set/commit/main";
    private static final byte[] WEIGHTS = weights();

    @TempDir
    private Path folder;

    private LocalHub server;
    private final List<String> heard = new ArrayList<>();

    private static byte[] weights() {
        byte[] bytes = new byte[100_000];
        RandomStreams.of(9).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalHub("datasets/org/set");
        server.uploads.missing();
        Files.createDirectories(folder.resolve("dpc5"));
        Files.writeString(folder.resolve("README.md"), "---\n---\n# Set\n");
        Files.writeString(folder.resolve("dpc5/set0.jsonl"), "{\"text\": \"fine\"}\n");
        Files.write(folder.resolve("model.safetensors"), WEIGHTS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HubSettings settings(boolean offline, Optional<String> token) {
        return new HubSettings(
                folder,
                server.address(),
                Optional.empty(),
                token,
                offline,
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(500),
                new EnvironmentProxies(Map.of()));
    }

    private Push.Outcome push() {
        return push(true);
    }

    private Push.Outcome push(boolean isPrivate) {
        return new Push(settings(false, Optional.of("secret")), (file, done, total) -> heard.add(file + " " + done))
                .push(ID, isPrivate, folder, "Upload");
    }

    private long sentWeights() {
        return requests("store /put/");
    }

    private long requests(String place) {
        return server.requests.stream().filter(line -> line.startsWith(place)).count();
    }

    private void assertAllThere() {
        assertThat(server.content("README.md")).asString(StandardCharsets.UTF_8).isEqualTo("---\n---\n# Set\n");
        assertThat(server.content("dpc5/set0.jsonl"))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"text\": \"fine\"}\n");
        assertThat(server.content("model.safetensors")).isEqualTo(WEIGHTS);
    }

    @Test
    void aFolderBecomesOneCommitOfANewRepository() {
        Push.Outcome outcome = push();

        assertThat(outcome)
                .isEqualTo(new Push.Outcome(URI.create(server.address() + "/datasets/org/set"), true, 3, 0, List.of()));
        assertAllThere();
        assertThat(server.uploads.isPrivate()).isTrue();
        assertThat(server.uploads.summaries()).containsExactly("Upload");
        assertThat(heard).endsWith("model.safetensors " + WEIGHTS.length);
        assertThat(server.requests)
                .contains(COMMIT + " Bearer secret")
                .filteredOn(line -> line.startsWith("store"))
                .hasSize(1)
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void aSecondPushSendsWhatChanged() throws IOException {
        push();
        assertThat(push().sent()).isZero();
        Files.writeString(folder.resolve("README.md"), "---\n---\n# Other\n");
        server.requests.clear();

        Push.Outcome outcome = push();

        assertThat(outcome.created()).isFalse();
        assertThat(outcome.sent()).isEqualTo(1);
        assertThat(outcome.unchanged()).isEqualTo(2);
        assertThat(sentWeights()).isZero();
        assertThat(server.uploads.summaries()).hasSize(2);
        assertThat(server.content("README.md")).asString(StandardCharsets.UTF_8).contains("Other");
    }

    @Test
    void largeFilesGoInPartsWhereTheHubWantsIt() {
        server.uploads.inParts(30_000);
        push();
        assertAllThere();
        assertThat(sentWeights()).isEqualTo(4);
        assertThat(heard).contains("model.safetensors 30000", "model.safetensors " + WEIGHTS.length);
    }

    @Test
    void aPartThatFailsIsSentAgainAlone() {
        server.uploads.inParts(30_000).fail("/2", Fault.CUT, Fault.BUSY);
        push();
        assertAllThere();
        assertThat(sentWeights()).isEqualTo(4 + 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/revision/",
                "repos/create",
                "validate",
                "preupload",
                "objects/batch",
                "/put/",
                "verify",
                "commit"
            })
    void temporaryFailuresAreRetried(String place) {
        server.uploads.fail(place, Fault.BUSY, Fault.CUT);
        assertThat(push().sent()).isEqualTo(3);
        assertAllThere();
        assertThat(server.uploads.summaries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"repos/create", "/put/", "commit"})
    void aLostAnswerDoesNotRepeatWhatWasDone(String place) {
        server.uploads.fail(place, Fault.ANSWER_LOST);
        assertThat(push().sent()).isEqualTo(3);
        assertAllThere();
        assertThat(server.uploads.summaries()).hasSize(1);
    }

    @Test
    void aCommitThatAnotherOneOvertookIsMadeOnItsHead() {
        server.uploads.fail("commit", Fault.CONFLICT);
        push();
        assertAllThere();
    }

    @Test
    void anInterruptedPushContinuesWithWhatIsMissing() {
        server.uploads.fail("commit", Fault.BUSY, Fault.BUSY, Fault.BUSY);
        assertThatThrownBy(this::push)
                .isInstanceOf(InputException.class)
                .hasMessage("org/set: the upload to " + server.address()
                        + " failed (HTTP 503); repeat the same command later, which does not send again what has"
                        + " arrived");
        assertThat(sentWeights()).isEqualTo(1);

        assertThat(push().sent()).isEqualTo(3);
        assertAllThere();
        assertThat(sentWeights()).isEqualTo(1);
    }

    @Test
    void aBrokenConnectionIsASentence() {
        server.uploads.fail("/put/", Fault.CUT, Fault.CUT, Fault.CUT);
        assertThatThrownBy(this::push)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("org/set: the upload to " + server.address() + " failed (")
                .hasMessageEndingWith("); check the network, and repeat the same command, which does not send again"
                        + " what has arrived");
        assertThat(server.uploads.summaries()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAUTHORIZED | revision | does not accept the token (HTTP 401); log in again with 'hf auth login', or"
                        + " set HF_TOKEN to a token that may write",
                "FORBIDDEN | repos/create | the token may not write to this repository (HTTP 403: *** may only read);"
                        + " use a token with the role 'write' of a member of its organisation",
                "INVALID | validate | refuses the upload (HTTP 400: 'language' is unknown)",
                "INVALID | commit | refuses the upload (HTTP 400: 'language' is unknown)"
            })
    void refusalsAreSentences(Fault fault, String place, String sentence) {
        server.uploads.fail(place, fault);
        assertThatThrownBy(this::push)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("org/set: ")
                .hasMessageEndingWith(sentence);
        assertThat(server.uploads.summaries()).isEmpty();
    }

    @Test
    void aNamespaceThatDoesNotExistIsASentence() {
        RepoId other = RepoId.parse(RepoId.Kind.DATASET, "nobody/set").orElseThrow();
        assertThatThrownBy(() -> new Push(settings(false, Optional.of("secret")), Progress.NONE)
                        .push(other, true, folder, "Upload"))
                .isInstanceOf(InputException.class)
                .hasMessage("nobody/set: " + server.address()
                        + " has no place of this name for this token (HTTP 404); check the name of the organisation or"
                        + " user");
    }

    @Test
    void nothingPrivateGoesIntoAPublicRepository() {
        push(false);
        assertThat(server.uploads.isPrivate()).isFalse();
        server.requests.clear();
        assertThatThrownBy(() -> push(true))
                .isInstanceOf(InputException.class)
                .hasMessage("org/set: is public at " + server.address()
                        + "/datasets/org/set; add --public to upload to it, or name another repository");
        assertThat(requests(COMMIT)).isZero();
    }

    @Test
    void aPrivateRepositoryStaysPrivate() {
        push(true);
        assertThatThrownBy(() -> push(false))
                .isInstanceOf(InputException.class)
                .hasMessage("org/set: is private at " + server.address()
                        + "/datasets/org/set; leave --public out to upload to it, or change its visibility there");
    }

    @Test
    void theHubsWarningsOnTheCardAreHandedOn() throws IOException {
        Files.writeString(folder.resolve("README.md"), "no colour");
        assertThat(push().warnings()).containsExactly("\"colour\" is not known");
    }

    @Test
    void anEmptyFileIsNoLargeFile() throws IOException {
        Files.write(folder.resolve("empty.safetensors"), new byte[0]);
        push();
        assertThat(server.content("empty.safetensors")).isEmpty();
        assertThat(sentWeights()).isEqualTo(1);
    }

    @Test
    void equalLargeFilesAreSentOnce() throws IOException {
        Files.write(folder.resolve("copy.safetensors"), WEIGHTS);
        push();
        assertThat(server.content("copy.safetensors")).isEqualTo(WEIGHTS);
        assertThat(sentWeights()).isEqualTo(1);
    }

    @Test
    void withoutATokenOrNetworkNothingIsAsked() {
        assertThatThrownBy(() ->
                        new Push(settings(false, Optional.empty()), Progress.NONE).push(ID, true, folder, "Upload"))
                .isInstanceOf(InputException.class)
                .hasMessage("HF_TOKEN: is not set, and 'hf auth login' has left no token; an upload needs a token that"
                        + " may write");
        assertThatThrownBy(() ->
                        new Push(settings(true, Optional.of("secret")), Progress.NONE).push(ID, true, folder, "Upload"))
                .isInstanceOf(InputException.class)
                .hasMessage("HF_HUB_OFFLINE: is set, so nothing can be uploaded; set it to 0");
        assertThat(server.requests).isEmpty();
    }
}
