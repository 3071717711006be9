package io.github.dilm4j.report;

import io.github.dilm4j.run.Manifest;
import java.util.Locale;

/**
 * How to make the run again, and how to cite it.
 *
 * @param program that made it, with its version; empty without a manifest
 * @param citation in BibTeX
 */
record RepeatSection(String program, String citation) {
    static RepeatSection of(RunRecord run) {
        String program = run.manifest().map(Manifest::program).orElse("");
        return new RepeatSection(program, citation(program.isEmpty() ? "dilm4j" : program));
    }

    private static String citation(String program) {
        return String.format(Locale.ROOT, """
            @inproceedings{maekawa2024dilm,
              title     = {{DiLM}: Distilling Dataset into Language Model for Text-level Dataset Distillation},
              author    = {Maekawa, Aru and Kosugi, Satoshi and Funakoshi, Kotaro and Okumura, Manabu},
              booktitle = {Findings of the Association for Computational Linguistics: NAACL 2024},
              year      = {2024},
              note      = {arXiv:2404.00264}
            }
            @software{dilm4j,
              title = {%s},
              url   = {https://github.com/dilm4j/dilm4j}
            }
            """, program);
    }
}
