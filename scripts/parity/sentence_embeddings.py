"""Makes core/src/test/resources/sentence-embeddings: the embeddings of some texts by sentence-transformers with MiniLM-L6.

Run as: python scripts/parity/sentence_embeddings.py FOLDER   (from the repository root)
FOLDER holds sentence-transformers/all-MiniLM-L6-v2. Made with Python 3.11, sentence-transformers 6.2.0, transformers
5.23.0, torch 2.15.0, on the CPU in float32. SentenceEmbeddingParityTest compares them if DILM_MINILM names the folder.
"""

import json
import pathlib
import sys

from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer

FOLDER = pathlib.Path("core/src/test/resources/sentence-embeddings")
TEXTS = [
    "the kettle sings before the water boils",
    "A small boat drifts past the QUIET harbour; nobody saw it.",
    "",
    "naïve Zürich, 12 lamps: 3.14 & more!",
    "ok",
    "word after word " * 90,  # longer than the model's limit
]

model = SentenceTransformer(sys.argv[1], device="cpu")
FOLDER.mkdir(exist_ok=True)
save_file({"embeddings": model.encode(TEXTS, batch_size=len(TEXTS))}, FOLDER / "minilm.safetensors")
(FOLDER / "texts.json").write_text(json.dumps({"texts": TEXTS, "maxTokens": model.max_seq_length}) + "\n")
