"""Makes core/src/test/resources/statistics: predictions and scores with the results of scikit-learn and SciPy.

Run as: python scripts/parity/statistics_fixtures.py   (from the repository root)
Made with Python 3.11, scikit-learn 1.9.1, scipy 1.17.1, numpy. The seed is fixed, so the same versions give the
same files.

metrics.json: probabilities [n][labels] and gold labels with their macro-F1, Matthews correlation, precision and recall of
every label (zero_division=0), and the confusion matrix. All labels count, even those that do not occur. The script computes
the expected calibration error itself (15 bins of equal width, upper ends included), since neither library has it.
tests.json: set means of two methods with SciPy's Welch and paired t-tests and intervals; percentile bootstrap intervals of
sets with one learner each (a million resamples) and of sets with two learners (all resamples, enumerated); for standard
deviations of paired differences, the number of pairs with which a two-sided t-test at 5 % finds a difference with a
probability of 80 %, from SciPy's noncentral t distribution.
"""

import itertools
import json
import pathlib

import numpy as np
from scipy import stats
from sklearn import metrics

FOLDER = pathlib.Path("core/src/test/resources/statistics")
BINS = 15


def calibration_error(confidence, right):
    error = 0
    for index in range(BINS):
        inside = (confidence > index / BINS) & (confidence <= (index + 1) / BINS)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return error


def predictions(random, size, labels, skill, used):
    """Makes probabilities that favour the gold label by skill. Gold labels are drawn from the first `used` labels."""
    gold = random.integers(used, size=size)
    logits = random.normal(size=(size, labels))
    logits[np.arange(size), gold] += skill
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    probabilities = probabilities.round(4)
    predicted = probabilities.argmax(axis=1)
    known = list(range(labels))
    precision, recall, _, _ = metrics.precision_recall_fscore_support(
        gold, predicted, labels=known, zero_division=0
    )
    return dict(
        probabilities=probabilities.tolist(),
        gold=gold.tolist(),
        confusion=metrics.confusion_matrix(gold, predicted, labels=known).tolist(),
        accuracy=metrics.accuracy_score(gold, predicted),
        macroF1=metrics.f1_score(gold, predicted, labels=known, average="macro", zero_division=0),
        matthewsCorrelation=metrics.matthews_corrcoef(gold, predicted),
        precision=precision.tolist(),
        recall=recall.tolist(),
        expectedCalibrationError=calibration_error(probabilities.max(axis=1), predicted == gold),
    )


def comparison(random, sets, gain):
    shared = random.normal(0.7, 0.03, size=sets)  # the part that both scores of a pair share
    first = (shared + gain + random.normal(0, 0.01, size=sets)).round(4)
    second = (shared + random.normal(0, 0.01, size=sets)).round(4)
    case = dict(first=first.tolist(), second=second.tolist())
    tests = dict(welch=stats.ttest_ind(first, second, equal_var=False), paired=stats.ttest_rel(first, second))
    for name, test in tests.items():
        interval = test.confidence_interval(0.95)
        case[name] = dict(pValue=test.pvalue, low=interval.low, high=interval.high)
    return case


def bootstrap(random, sets):
    scores = random.normal(0.7, 0.03, size=sets).round(4)
    interval = stats.bootstrap(
        (scores,), np.mean, n_resamples=1_000_000, method="percentile", rng=random, batch=50_000
    ).confidence_interval
    return dict(scores=[[score] for score in scores.tolist()], low=interval.low, high=interval.high)


def nested(random, sets):
    """Makes sets with two learners each, and enumerates all resamples."""
    scores = random.normal(0.7, 0.03, size=(sets, 2)).round(4)
    ofset = [[(first + second) / 2 for first in pair for second in pair] for pair in scores.tolist()]
    means = [
        np.mean(chosen)
        for indexes in itertools.product(range(sets), repeat=sets)
        for chosen in itertools.product(*(ofset[index] for index in indexes))
    ]
    low, high = np.quantile(means, [0.025, 0.975])
    return dict(scores=scores.tolist(), low=low, high=high)


def pairs(sd, difference):
    n = 2
    while True:
        critical = stats.t.ppf(0.975, n - 1)
        shift = difference / sd * np.sqrt(n)
        power = stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift)
        if power >= 0.8:
            return dict(sd=sd, difference=difference, pairs=n, power=power)
        n += 1


def write(name, content):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(json.dumps(content) + "\n")


random = np.random.default_rng(7)
write(
    "metrics.json",
    [
        predictions(random, 40, 2, 1.0, 2),
        predictions(random, 60, 5, 1.5, 4),
        predictions(random, 12, 3, 0.0, 1),
        predictions(random, 30, 3, 4.0, 3),
    ],
)
write(
    "tests.json",
    dict(
        comparisons=[comparison(random, sets, gain) for sets, gain in ((5, 0.02), (8, 0.0), (3, 0.05), (20, 0.01))],
        bootstraps=[bootstrap(random, sets) for sets in (5, 12)] + [nested(random, sets) for sets in (3, 4)],
        powers=[
            pairs(sd, difference)
            for sd, difference in ((0.01, 0.05), (0.01, 0.02), (0.01, 0.01), (0.02, 0.01), (0.05, 0.01), (0.03, 0.02))
        ],
    ),
)
