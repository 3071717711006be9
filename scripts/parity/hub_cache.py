"""Fetches with dilm4j and huggingface_hub from one local server with the hub's protocol, and opens the cache of each with the
other.

Run as: python scripts/parity/hub_cache.py   (from the repository root, after ./mvnw package; nothing leaves the machine)
Tried with Python 3.11, huggingface_hub 2.4.0, transformers 5.23.0, datasets 5.2.0.

The server has a model (the fixture bert-long) whose weights are on a second host, also under an old name that redirects,
and a data set of two Parquet files with label names. The script runs a config that names both three times: with downloads,
from the cache that huggingface_hub made, and from dilm4j's own cache. All three give the same result. Python then opens what
the first run fetched.
"""

import hashlib
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import urllib.parse

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FIXTURE = pathlib.Path("core/src/test/resources/bert-long")
MODEL = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]
OLD_NAMES = {"models/tiny": "models/org/tiny"}
CONFIG = """
name: hub
device: cpu
threads: 1
task: {textFields: [sentence], labels: [negative, positive]}
data: {train: ["hf://datasets/org/reviews/sst2"], report: ["hf://datasets/org/reviews/sst2"], selectPerLabel: 12}
learner: {model: tiny, maxTokens: 16}
generator:
  create: {vocabularySize: 300, layers: 1, hidden: 32, heads: 2, positions: 16}
  maxTokens: 16
languageModel: {steps: 100, batchSize: 16, learningRate: 0.01}
repsets: {count: 2, size: 8}
trajectories: {mode: bank, count: 2, positions: 3, stepsBetween: 2, batchSize: 8, learningRate: 0.01}
matching: {training: {steps: 6, batchSize: 8, learningRate: 0.001}, pool: 32, refreshEvery: 1}
distil: {dpc: [2], oversample: 10, sets: 1}
evaluation: {methods: [dilm], learnersPerSet: 1, training: {steps: 2}}
health: {ignoredLabels: warn}
"""
WORDS = [["dull", "bad", "slow", "poor", "flat"], ["good", "warm", "fine", "rare", "great"]]
NOUNS = ["film", "plot", "cast", "song", "end", "tale", "joke", "play"]


def reviews(first):
    """Returns the rows of a split. The texts of each split begin with their own word."""
    texts = [[f"{first} {a} {b} {noun}" for a in words for b in words for noun in NOUNS] for words in WORDS]
    return {"sentence": texts[0] + texts[1], "label": [0] * len(texts[0]) + [1] * len(texts[1])}


def make_data(folder):
    import datasets

    datasets.disable_progress_bars()
    features = datasets.Features(
        {"sentence": datasets.Value("string"), "label": datasets.ClassLabel(names=["negative", "positive"])}
    )
    (folder / "sst2").mkdir(parents=True)
    for split, first in {"train": "a", "validation": "the"}.items():
        made = datasets.Dataset.from_dict(reviews(first), features=features)
        made.to_parquet(folder / "sst2" / f"{split}-00000-of-00001.parquet")
    (folder / "README.md").write_text("# Reviews\n")


class Hub:
    def __init__(self, repositories):
        self.repositories = repositories  # "models/org/tiny" -> {path: bytes}
        self.requests = []
        self.hub, self.store = (http.server.ThreadingHTTPServer(("localhost", 0), each) for each in self.handlers())
        for server in (self.hub, self.store):
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def address(self, server):
        return f"http://localhost:{server.server_port}"

    @staticmethod
    def is_large(path):
        return path.endswith((".safetensors", ".parquet"))

    def digest(self, path, content):
        if self.is_large(path):
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()

    def tree(self, files):
        for path, content in files.items():
            entry = {"type": "file", "path": path, "size": len(content), "oid": self.digest(path, content)}
            if self.is_large(path):
                entry |= {"oid": "0" * 40, "lfs": {"oid": entry["oid"], "size": len(content), "pointerSize": 130}}
            yield entry

    def handlers(self):
        hub = self

        class Answer(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def send(self, status, content=b"", **headers):
                wanted = self.headers.get("Range", "")
                if status == 200 and wanted.startswith("bytes="):
                    begin = int(wanted.removeprefix("bytes=").split("-")[0])
                    headers["Content_Range"] = f"bytes {begin}-{len(content) - 1}/{len(content)}"
                    status, content = 206, content[begin:]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def do_HEAD(self):
                self.do_GET()

        class Store(Answer):
            def do_GET(self):
                repository, _, path = urllib.parse.urlparse(self.path).path[1:].partition("/at/")
                self.send(200, hub.repositories[repository][path])

        class Front(Answer):
            def do_GET(self):
                path = urllib.parse.unquote(urllib.parse.urlparse(self.path).path)
                hub.requests.append(f"{self.command} {path}")
                for old, new in OLD_NAMES.items():
                    for before, after in ((f"/api/{old}/", f"/api/{new}/"), (f"/{old[7:]}/", f"/{new[7:]}/")):
                        if path.startswith(before):
                            return self.send(307, Location=after + path.removeprefix(before))
                for repository, files in hub.repositories.items():
                    api = f"/api/{repository}"
                    if path in (api, f"{api}/revision/main", f"{api}/revision/{COMMIT}"):
                        siblings = [{"rfilename": name} for name in files]
                        about = {"id": repository.partition("/")[2], "sha": COMMIT, "siblings": siblings}
                        return self.send(200, json.dumps(about).encode(), Content_Type="application/json")
                    if path == f"{api}/tree/{COMMIT}":
                        tree = json.dumps(list(hub.tree(files))).encode()
                        return self.send(200, tree, Content_Type="application/json")
                    prefix = f"/{repository.removeprefix('models/')}/resolve/"
                    revision, _, name = path.removeprefix(prefix).partition("/")
                    if path.startswith(prefix) and revision in ("main", COMMIT) and name in files:
                        return self.file(repository, name, files[name])
                self.send(404, X_Error_Code="RepoNotFound")

            def file(self, repository, name, content):
                digest = hub.digest(name, content)
                if not hub.is_large(name):
                    return self.send(200, content, ETag=f'"{digest}"', X_Repo_Commit=COMMIT)
                self.send(
                    302,
                    Location=f"{hub.address(hub.store)}/{repository}/at/{name}",
                    X_Linked_Etag=f'"{digest}"',
                    X_Linked_Size=str(len(content)),
                    X_Repo_Commit=COMMIT,
                )

        return Front, Store


def dilm(scratch, out, **environment):
    """Returns the bytes of the sets and results of a run that names a model and a data set of the hub."""
    config = scratch / "hub.yaml"
    config.write_text(CONFIG)
    command = ["./dilm", "run", str(config), "--out", str(scratch / out)]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (written,) = (scratch / out / "distilled").glob("dilm-*.jsonl")
    return written.read_bytes(), (scratch / out / "results.json").read_bytes()


def main():
    with tempfile.TemporaryDirectory() as temporary:
        scratch = pathlib.Path(temporary)
        ours, pythons = scratch / "ours", scratch / "pythons"
        os.environ |= {"HF_HOME": str(scratch / "home"), "HF_HUB_DISABLE_PROGRESS_BARS": "1"}  # must precede the import below
        make_data(scratch / "data")
        data = {str(f.relative_to(scratch / "data")): f.read_bytes() for f in sorted((scratch / "data").rglob("*.*"))}
        hub = Hub(
            {"models/org/tiny": {n: (FIXTURE / n).read_bytes() for n in MODEL}, "datasets/org/reviews": data}
        )
        endpoint = hub.address(hub.hub)

        fetched = dilm(scratch, "fetched", HF_HUB_CACHE=str(ours), HF_ENDPOINT=endpoint)
        print(f"dilm4j fetched with {len(hub.requests)} requests")
        hub.requests.clear()

        import huggingface_hub
        import transformers

        found = huggingface_hub.scan_cache_dir(ours)
        assert not found.warnings, found.warnings
        assert {(repo.repo_id, repo.repo_type) for repo in found.repos} == {("tiny", "model"), ("org/reviews", "dataset")}
        assert all([list(revision.refs) for revision in repo.revisions] == [["main"]] for repo in found.repos)
        transformers.utils.logging.set_verbosity_error()
        offline = dict(cache_dir=ours, local_files_only=True)
        model = transformers.AutoModelForSequenceClassification.from_pretrained("tiny", **offline)
        tokenizer = transformers.AutoTokenizer.from_pretrained("tiny", **offline)
        assert len(tokenizer) == model.config.vocab_size
        # With the network, Python finds every blob by its etag and fetches none.
        huggingface_hub.snapshot_download("tiny", cache_dir=ours, endpoint=endpoint)
        huggingface_hub.snapshot_download("org/reviews", repo_type="dataset", cache_dir=ours, endpoint=endpoint)
        again = [line for line in hub.requests if line.startswith("GET") and "/resolve/" in line]
        assert not again, again
        print("huggingface_hub and transformers open dilm4j's cache")

        huggingface_hub.snapshot_download("tiny", cache_dir=pythons, endpoint=endpoint)
        huggingface_hub.snapshot_download("org/reviews", repo_type="dataset", cache_dir=pythons, endpoint=endpoint)
        nowhere = dict(HF_HUB_OFFLINE="1", HF_ENDPOINT="http://localhost:9")
        assert dilm(scratch, "from-pythons", HF_HUB_CACHE=str(pythons), **nowhere) == fetched
        print("dilm4j's run from the cache of huggingface_hub is the same")
        assert dilm(scratch, "again", HF_HUB_CACHE=str(ours), **nowhere) == fetched
        for cache in (ours, pythons):
            assert not list(cache.rglob("*.incomplete")), list(cache.rglob("*.incomplete"))
        names = [sorted(str(f.relative_to(c)) for f in c.rglob("*") if "blobs" in f.parts) for c in (ours, pythons)]
        assert names[0] == names[1], names
        print("both caches hold the same blobs")


main()
