package io.github.dilm4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dilm4j.base.InputException;
import io.github.dilm4j.base.ProcessLock;
import io.github.dilm4j.base.RandomStreams;
import io.github.dilm4j.hub.LocalHub.Disturbance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests against a server in this process that speaks the hub's protocol. */
class HubTest {
    private static final RepoId ID = RepoId.parse(RepoId.Kind.MODEL, "org/tiny").orElseThrow();
    private static final byte[] WEIGHTS = weights();

    @TempDir
    private Path cache;

    private LocalHub server;
    private final List<String> heard = new ArrayList<>();

    private static byte[] weights() {
        byte[] bytes = new byte[300_000];
        RandomStreams.of(7).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() throws IOException {
        server = new LocalHub("models/org/tiny")
                .with("config.json", "{\"a\": 1}".getBytes(StandardCharsets.UTF_8), false)
                .with("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8), false)
                .with("1_Pooling/config.json", "{ }".getBytes(StandardCharsets.UTF_8), false)
                .with("model.safetensors", WEIGHTS, true)
                .with("pytorch_model.bin", new byte[10], true)
                .with("README.md", "# tiny".getBytes(StandardCharsets.UTF_8), false);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HubSettings settings(boolean offline, URI endpoint) {
        return settings(offline, endpoint, Map.of());
    }

    private HubSettings settings(boolean offline, URI endpoint, Map<String, String> proxies) {
        return new HubSettings(
                cache,
                endpoint,
                Optional.empty(),
                Optional.of("secret"),
                offline,
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(300),
                new EnvironmentProxies(proxies));
    }

    private Hub hub() {
        return new Hub(settings(false, server.address()), (file, done, total) -> heard.add(file + " " + done));
    }

    private Path weightsBlob() {
        return cache.resolve("models--org--tiny/blobs").resolve(server.digest("model.safetensors"));
    }

    @Test
    void laysFilesOutAsPythonDoes() throws IOException {
        Path folder = hub().model(ID);

        Path root = cache.resolve("models--org--tiny");
        assertThat(folder).isEqualTo(root.resolve("snapshots").resolve(LocalHub.COMMIT));
        assertThat(root.resolve("refs/main")).hasContent(LocalHub.COMMIT);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(Files.readSymbolicLink(folder.resolve("1_Pooling/config.json")))
                .isEqualTo(Path.of("../../../blobs", server.digest("1_Pooling/config.json")));
        assertThat(Files.readSymbolicLink(folder.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs", server.digest("config.json")));
        try (Stream<Path> blobs = Files.list(root.resolve("blobs"))) {
            assertThat(blobs.map(blob -> blob.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            server.digest("config.json"),
                            server.digest("tokenizer.json"),
                            server.digest("1_Pooling/config.json"),
                            server.digest("model.safetensors"));
        }
        assertThat(heard).endsWith("model.safetensors " + WEIGHTS.length);
    }

    @Test
    void theTokenGoesToTheHubAlone() {
        hub().model(ID);
        assertThat(server.requests)
                .contains("/api/models/org/tiny/revision/main Bearer secret", "store /model.safetensors")
                .noneMatch(line -> line.startsWith("store") && line.contains("secret"));
        assertThat(settings(false, server.address()).toString()).doesNotContain("secret");
    }

    @Test
    void waitsForAnotherDownloadOfTheSameFileAndTakesWhatItLeft() throws Exception {
        Path lock = new HubCache(cache, ID).lock(server.digest("model.safetensors"));
        FutureTask<Path> fetching = new FutureTask<>(() -> hub().model(ID));
        try (ProcessLock other = ProcessLock.of(lock)) {
            new Thread(fetching, "fetching").start();
            assertThatThrownBy(() -> fetching.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(Download.incomplete(weightsBlob())).doesNotExist();
            Files.createDirectories(weightsBlob().getParent());
            Files.write(weightsBlob(), WEIGHTS);
        }
        assertThat(fetching.get(10, TimeUnit.SECONDS).resolve("model.safetensors"))
                .hasBinaryContent(WEIGHTS);
        assertThat(server.requests).noneMatch(line -> line.contains("model.safetensors"));
    }

    @Test
    void whatIsCachedIsNotFetchedAgain() {
        Path folder = hub().model(ID);
        server.requests.clear();

        assertThat(hub().model(ID)).isEqualTo(folder);
        assertThat(server.requests).allMatch(line -> line.startsWith("/api/"));

        RepoId commit =
                RepoId.parse(RepoId.Kind.MODEL, "org/tiny@" + LocalHub.COMMIT).orElseThrow();
        server.requests.clear();
        assertThat(hub().model(commit)).isEqualTo(folder);
        assertThat(server.requests).isEmpty();

        assertThat(new Hub(settings(true, server.address()), Progress.NONE).model(ID))
                .isEqualTo(folder);
        server.close();
        assertThat(hub().model(ID)).isEqualTo(folder);
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT", "BUSY", "STALL"})
    void goesOnAfterWhatMayPass(Disturbance disturbance) {
        server.apiFailures = 1;
        for (int i = 0; i < 4; i++) {
            server.disturbances.add(i < 3 ? Disturbance.NONE : disturbance);
        }

        assertThat(hub().model(ID).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);

        if (disturbance == Disturbance.CUT) {
            assertThat(server.requests).anyMatch(line -> line.startsWith("store /model.safetensors bytes="));
        }
    }

    @ParameterizedTest
    @CsvSource({"right, NONE", "right, WHOLE", "wrong, NONE", "too long, NONE", "whole, NONE"})
    void goesOnWithAnIncompleteFile(String kind, Disturbance answer) throws IOException {
        Path incomplete = Download.incomplete(weightsBlob());
        Files.createDirectories(incomplete.getParent());
        byte[] begun = java.util.Arrays.copyOf(
                WEIGHTS,
                switch (kind) {
                    case "too long" -> WEIGHTS.length + 5;
                    case "whole" -> WEIGHTS.length;
                    default -> 100_000;
                });
        if (kind.equals("wrong")) {
            begun[50] ^= 1;
        }
        Files.write(incomplete, begun);
        for (Disturbance next : List.of(Disturbance.NONE, Disturbance.NONE, Disturbance.NONE, answer)) {
            server.disturbances.add(next);
        }

        assertThat(hub().model(ID).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);

        assertThat(incomplete).doesNotExist();
        if (kind.equals("right")) {
            assertThat(server.requests).contains("store /model.safetensors bytes=100000-");
        }
        assertThat(server.requests.stream().filter(line -> line.startsWith("store")))
                .hasSize(Map.of("whole", 0, "wrong", 2).getOrDefault(kind, 1));
    }

    /** Python's client may be writing its file at the same time. */
    @Test
    void incompleteFilesOfPythonsClientAreLeftAlone() throws IOException {
        Path pythons = weightsBlob().resolveSibling(weightsBlob().getFileName() + ".incomplete");
        Files.createDirectories(pythons.getParent());
        byte[] begun = java.util.Arrays.copyOf(WEIGHTS, 100_000);
        Files.write(pythons, begun);

        assertThat(hub().model(ID).resolve("model.safetensors")).hasBinaryContent(WEIGHTS);

        assertThat(pythons).hasBinaryContent(begun);
        assertThat(server.requests).contains("store /model.safetensors");
    }

    @Test
    void contentThatDiffersFromItsDigestIsNotKept() throws IOException {
        for (Disturbance next : List.of(Disturbance.NONE, Disturbance.NONE, Disturbance.NONE, Disturbance.DAMAGE)) {
            server.disturbances.add(next);
        }

        assertThatThrownBy(() -> hub().model(ID))
                .isInstanceOf(InputException.class)
                .hasMessageMatching("org/tiny: its file model\\.safetensors has the checksum [0-9a-f]{64} where the hub"
                        + " lists " + server.digest("model.safetensors")
                        + "; nothing was kept; try again, or use another HF_ENDPOINT");

        try (Stream<Path> blobs = Files.list(weightsBlob().getParent())) {
            assertThat(blobs).noneMatch(blob -> blob.toString().contains(server.digest("model.safetensors")));
        }
        assertThat(cache.resolve("models--org--tiny/refs/main")).doesNotExist();
        assertThatThrownBy(() -> new Hub(settings(true, server.address()), Progress.NONE).model(ID))
                .hasMessage("org/tiny: is neither a folder here nor in the cache " + cache
                        + ", and HF_HUB_OFFLINE is set; fetch it once with HF_HUB_OFFLINE=0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | is neither a folder here nor a model at HUB (HTTP 404); check the name and the revision
            401 | is not a local folder, and is missing, private or asks for consent at HUB (HTTP 401); check the name, or set HF_TOKEN to a token that may read it
            403 | is not a local folder, and is missing, private or asks for consent at HUB (HTTP 403); check the name, or set HF_TOKEN to a token that may read it
            407 | is not a local folder, and cannot be fetched from HUB (HTTP 407: the proxy asks for a password, which cannot be given; use a proxy that asks for none); check the name and the network
            503 | is not a local folder, and cannot be fetched from HUB (HTTP 503); check the name and the network
            """)
    void aRefusalIsOneSentence(int status, String sentence) {
        server.apiStatus = status;
        assertThatThrownBy(() -> hub().model(ID))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "org/tiny: " + sentence.replace("HUB", server.address().toString()));
        assertThat(server.requests).hasSize(status == 503 ? 3 : 1);
        assertThat(cache).isEmptyDirectory();
    }

    /** For example, bert-base-uncased has moved to google-bert/bert-base-uncased. */
    @Test
    void aRepositoryThatMovedIsFetchedUnderItsOldName() throws IOException {
        server.oldName = "models/tiny";
        RepoId old = RepoId.parse(RepoId.Kind.MODEL, "tiny").orElseThrow();

        Path folder = hub().model(old);

        assertThat(folder).isEqualTo(cache.resolve("models--tiny/snapshots").resolve(LocalHub.COMMIT));
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(cache.resolve("models--org--tiny")).doesNotExist();
        assertThat(new Hub(settings(true, server.address()), Progress.NONE).model(old))
                .isEqualTo(folder);
    }

    @Test
    void weightsThatAskForConsentLeaveNoRevisionBehind() {
        server.largeStatus = 403;
        assertThatThrownBy(() -> hub().model(ID))
                .isInstanceOf(InputException.class)
                .hasMessage("org/tiny: is not a local folder, and is missing, private or asks for consent at "
                        + server.address()
                        + " (HTTP 403); check the name, or set HF_TOKEN to a token that may read it");
        assertThat(cache.resolve("models--org--tiny/refs")).doesNotExist();
        assertThat(weightsBlob()).doesNotExist();
    }

    @Test
    void aRepositoryWithoutWeightsIsRefused() throws IOException {
        server.close();
        server = new LocalHub("models/org/tiny").with("config.json", new byte[] {'{', '}'}, false);
        assertThatThrownBy(() -> hub().model(ID))
                .hasMessage("org/tiny: holds no model: it lacks config.json or weights among [config.json]");
    }

    @Test
    void aListWithPathsOutOfTheCacheIsRefused() {
        server.with("../../evil.json", new byte[1], false);
        assertThatThrownBy(() -> hub().model(ID))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("its list of files has the impossible entry '../../evil.json'");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void shardsComeBeforeTheirIndex() {
        assertThat(ModelFiles.of(java.util.Set.of(
                        "config.json",
                        "pytorch_model.bin.index.json",
                        "pytorch_model-00001-of-00002.bin",
                        "pytorch_model-00002-of-00002.bin",
                        "tf_model.h5",
                        "vocab.txt",
                        "spiece.model")))
                .containsExactly(
                        "config.json",
                        "spiece.model",
                        "vocab.txt",
                        "pytorch_model-00001-of-00002.bin",
                        "pytorch_model-00002-of-00002.bin",
                        "pytorch_model.bin.index.json");
    }

    @Test
    void aFolderThatExistsWins() throws IOException {
        ModelLocations locations = new ModelLocations(hub());
        Path here = Files.createDirectories(cache.resolve("here"));
        assertThat(locations.folder("org/tiny", here)).isEqualTo(here);
        assertThat(locations.folder("./org/tiny", cache.resolve("gone"))).isEqualTo(cache.resolve("gone"));
        assertThat(server.requests).isEmpty();
        Path fetched = locations.folder("org/tiny", cache.resolve("gone"));
        int asked = server.requests.size();
        assertThat(locations.folder("org/tiny", cache.resolve("gone"))).isEqualTo(fetched);
        assertThat(server.requests).hasSize(asked);
    }

    @Test
    void aRepositoryIsReadAtTheCommitThatIsKnownOfIt() {
        HubCommits commits = new HubCommits();
        Path gone = cache.resolve("gone");
        Path first = new ModelLocations(hub(), commits).folder("org/tiny", gone);
        assertThat(commits.byRepository()).isEqualTo(Map.of("models/org/tiny", LocalHub.COMMIT));
        int asked = server.requests.size();
        HubCommits known = new HubCommits(commits.byRepository());
        assertThat(new ModelLocations(hub(), known).folder("org/tiny", gone)).isEqualTo(first);
        assertThat(server.requests).hasSize(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "bert-base-uncased, bert-base-uncased, main",
        "org/name@v1.0, org/name, v1.0",
        "org/name@refs/pr/1, org/name, refs/pr/1"
    })
    void readsIds(String text, String name, String revision) {
        assertThat(RepoId.parse(RepoId.Kind.MODEL, text)).contains(new RepoId(RepoId.Kind.MODEL, name, revision));
    }

    @ParameterizedTest
    @CsvSource({"/abs", "./a", "../a", "a/b/c", "a//b", "a/..", "a@", "a@../x", "a b", "~/a", "a--b", "C:\\a"})
    void pathsAreNoIds(String text) {
        assertThat(RepoId.parse(RepoId.Kind.MODEL, text)).isEmpty();
    }

    @Test
    void settingsFollowTheEnvironment() {
        HubSettings usual = HubSettings.of(Map.of("HF_HOME", "/h", "HF_ENDPOINT", "https://mirror/", "HF_TOKEN", " "));
        assertThat(usual.cache()).isEqualTo(Path.of("/h/hub"));
        assertThat(usual.endpoint()).isEqualTo(URI.create("https://mirror"));
        assertThat(usual.token()).isEmpty();
        assertThat(usual.offline()).isFalse();
        HubSettings other = HubSettings.of(
                Map.of("HF_HOME", "/h", "HF_HUB_CACHE", "/c", "HF_HUB_OFFLINE", "True", "HF_TOKEN", "t"));
        assertThat(other.cache()).isEqualTo(Path.of("/c"));
        assertThat(other.offline()).isTrue();
        assertThat(other.token()).contains("t");
    }

    @ParameterizedTest
    @CsvSource({
        "HF_HOME, ~/hf, /me/hf/hub",
        "HF_HOME, $HOME/hf, /me/hf/hub",
        "HF_HOME, ${DATA}/hf, /data/hf/hub",
        "HF_HOME, /a/$NOT_SET, /a/$NOT_SET/hub",
        "XDG_CACHE_HOME, ~/c, /me/c/huggingface/hub",
        "HF_HUB_CACHE, ~, /me",
        "HF_HUB_CACHE, /a/~b, /a/~b",
        "HUGGINGFACE_HUB_CACHE, $DATA, /data",
        "DATA, /data, /me/.cache/huggingface/hub"
    })
    void foldersAreThoseOfPythonsClient(String variable, String value, String cache) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/me", "DATA", "/data", "HF_TOKEN", "t"));
        environment.put(variable, value);
        assertThat(HubSettings.of(environment).cache()).isEqualTo(Path.of(cache));
    }

    @Test
    void theNewerNameOfTheCacheGoesFirst() {
        assertThat(HubSettings.of(Map.of("HF_HUB_CACHE", "/new", "HUGGINGFACE_HUB_CACHE", "/old", "HF_TOKEN", "t"))
                        .cache())
                .isEqualTo(Path.of("/new"));
    }

    @Test
    void theHomeOfAnotherUserIsNotGuessed() {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_HOME", "~kim/hf", "HF_TOKEN", "t")))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "HF_HOME: the home folder of another user in '~kim/hf' is not looked up; write the whole path");
    }

    @Test
    void theLoginOfAnEndpointIsSentAndNotShown() {
        HubSettings settings = HubSettings.of(Map.of(
                "HF_HOME",
                "/h",
                "HF_ENDPOINT",
                "http://me:w%40rd@localhost:" + server.address().getPort()));
        assertThat(settings.toString()).doesNotContain("me", "rd");
        assertThat(settings.endpoint()).isEqualTo(server.address());
        assertThat(settings.login()).contains("me:w@rd");
        assertThatThrownBy(() -> new Hub(settings, Progress.NONE).model(new RepoId(RepoId.Kind.MODEL, "a/b", "main")))
                .hasMessageContaining("at " + server.address())
                .hasMessageNotContaining("rd@");
        assertThat(server.requests).contains("/api/models/a/b/revision/main Basic bWU6d0ByZA==");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me:word@mirror",
                "ftp://me:word@mirror",
                "https://me:wo@rd@my mirror",
                "https://me:wo/rd@",
                "https://mirror/?key=word"
            })
    void anEndpointThatIsNoAddressIsToldWithoutItsPassword(String endpoint) {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", endpoint, "HF_TOKEN", "t")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is not an address")
                .hasMessageNotContainingAny("me:", "wo", "rd")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hf-mirror.com", "hf-mirror.com:8080", "https://", "ftp://mirror", "https://my mirror"})
    void anEndpointThatIsNoAddressIsTold(String endpoint) {
        assertThatThrownBy(() -> HubSettings.of(Map.of("HF_ENDPOINT", endpoint, "HF_TOKEN", "t")))
                .isInstanceOf(InputException.class)
                .hasMessage("HF_ENDPOINT: '" + endpoint + "' is not an address; write it like https://huggingface.co");
    }

    /** After a crash, a renamed file may exist without its contents. */
    @Test
    void anEmptyListingIsIgnored() throws IOException {
        Path folder = hub().model(ID);
        Path listing = cache.resolve("models--org--tiny/.files").resolve(LocalHub.COMMIT);
        assertThat(listing).isNotEmptyFile();
        Files.write(listing, new byte[0]);
        assertThat(new Hub(settings(true, server.address()), Progress.NONE).model(ID))
                .isEqualTo(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tokenizer.json | a tokenizer
            config.json | config.json
            model.safetensors | weights
            """)
    void aModelThatAnotherProgramFetchedInPartIsNotTakenForTheWhole(String gone, String lack) throws IOException {
        Path folder = hub().model(ID);
        Files.delete(cache.resolve("models--org--tiny/.files").resolve(LocalHub.COMMIT));
        Files.delete(folder.resolve(gone));

        assertThatThrownBy(() -> new Hub(settings(true, server.address()), Progress.NONE).model(ID))
                .isInstanceOf(InputException.class)
                .hasMessage("org/tiny: the cache " + cache + " lacks " + lack
                        + ", and HF_HUB_OFFLINE is set; fetch it once with HF_HUB_OFFLINE=0");

        server.requests.clear();
        RepoId commit = new RepoId(RepoId.Kind.MODEL, "org/tiny", LocalHub.COMMIT);
        assertThat(hub().model(commit).resolve(gone)).exists();
        assertThat(server.requests).isNotEmpty().allMatch(line -> line.startsWith("/api/"));
    }

    @Test
    void shardsThatAreNotThereAreMissed() {
        java.util.Set<String> here = new java.util.TreeSet<>(List.of(
                "config.json", "vocab.txt", "model-00001-of-00002.safetensors", "model.safetensors.index.json"));
        assertThat(ModelFiles.CHOICE.doubt(here).map(Choice.Doubt::problem))
                .contains("lacks [model-00002-of-00002.safetensors]");
        here.add("model-00002-of-00002.safetensors");
        assertThat(ModelFiles.CHOICE.doubt(here)).isEmpty();
        here.removeIf(file -> file.contains("-of-"));
        assertThat(ModelFiles.CHOICE.doubt(here).map(Choice.Doubt::problem))
                .contains("lacks the weights that model.safetensors.index.json names");
    }

    /** The server acts as a proxy: it answers for a host that does not exist. Redirects bypass it. */
    @Test
    void aProxyOfTheEnvironmentIsUsed() throws IOException {
        URI nowhere = URI.create("http://hub.invalid");
        Map<String, String> proxies = Map.of("HTTP_PROXY", server.address().toString(), "NO_PROXY", "localhost");
        Path folder = new Hub(settings(false, nowhere, proxies), Progress.NONE).model(ID);
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(WEIGHTS);
        assertThat(server.requests).contains("/api/models/org/tiny/revision/main Bearer secret");
    }

    @Test
    void aProxyThatCannotBeUsedIsToldInASentence() {
        Map<String, String> proxies = Map.of("ALL_PROXY", "http://me:word@proxy");
        assertThatThrownBy(() -> new Hub(settings(false, server.address(), proxies), Progress.NONE).model(ID))
                .isInstanceOf(InputException.class)
                .hasMessage("org/tiny: is not a local folder, and cannot be fetched from " + server.address()
                        + " (ALL_PROXY is not the address of an HTTP proxy without a password, which alone can be"
                        + " used; write it as http://proxy.example:3128, or name in NO_PROXY the hosts that are"
                        + " reached without); check the name and the network");
        Path cached = hub().model(ID);
        assertThat(new Hub(settings(false, server.address(), proxies), Progress.NONE).model(ID))
                .isEqualTo(cached);
    }

    /** The client makes the response itself, without a body, since the proxy already refuses to connect to the host. */
    @Test
    void aProxyThatAsksForAPasswordIsToldForHttpsToo() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread refusing = new Thread(() -> refuse(proxy));
            refusing.start();
            Map<String, String> proxies = Map.of("HTTPS_PROXY", "http://localhost:" + proxy.getLocalPort());
            Hub hub = new Hub(settings(false, URI.create("https://hub.invalid"), proxies), Progress.NONE);
            assertThatThrownBy(() -> hub.model(ID))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(
                            "org/tiny: is not a local folder, and cannot be fetched from https://hub.invalid"
                                    + " (HTTP 407: the proxy asks for a password");
            refusing.join();
        }
    }

    private static void refuse(ServerSocket proxy) {
        try (Socket asked = proxy.accept()) {
            asked.getOutputStream()
                    .write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            asked.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
