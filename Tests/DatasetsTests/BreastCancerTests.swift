import Datasets
import TensorCore
import Testing

/// The tumors, against sums computed from the same file in Python, in exact fractions.
///
///     rows = list(csv.reader(open("breast_cancer.csv")))[1:]
///     float(sum(Fraction(x) for row in rows for x in row[:30]))
///     float(sum(Fraction(x) * (k + 1) for row in rows for k, x in enumerate(row[:30])))
///     sum(int(row[30]) * (k + 1) for k, row in enumerate(rows))
struct BreastCancerTests {
  let data: LabeledData

  init() throws { data = try LabeledData.breastCancer() }

  @Test func `there are 212 malignant and 357 benign tumors of 30 features`() {
    #expect(data.features.shape == [569, 30])
    #expect(data.classNames == ["malignant", "benign"])
    #expect(data.classHistogram == [212, 357])
  }

  @Test func `a header that is not what follows names its place`() {
    #expect(
      throws: error(
        .wrongCount, .text(line: 1, column: 1),
        expected: "2,1,malignant,benign, which is what follows", found: "3,1,malignant,benign")
    ) {
      try LabeledData.breastCancer(from: file("3,1,malignant,benign\n1,0\n2,1\n"))
    }
  }

  @Test func `the first row is the line after the header`() {
    let line: [Scalar] = [
      17.99, 10.38, 122.8, 1001, 0.1184, 0.2776, 0.3001, 0.1471, 0.2419, 0.07871, 1.095, 0.9053,
      8.589, 153.4, 0.006399, 0.04904, 0.05373, 0.01587, 0.03003, 0.006193, 25.38, 17.33, 184.6,
      2019, 0.1622, 0.6656, 0.7119, 0.2654, 0.4601, 0.1189,
    ]
    #expect(data.features.row(0).scalars == line)
    #expect(data.labels[0] == 0)
  }

  @Test func `features are in their own units and sum to those of the file`() {
    // 17,070 roundings to Scalar, and sums whose error grows with the logarithm of their number.
    let tolerance = 32 * Scalar.ulpOfOne
    let weights = Tensor((1...30).map { Scalar($0) })
    #expect(data.features.min() == 0)
    #expect(data.features.max() == 4_254)
    #expect(abs(data.features.sum() / 1_056_474.4596356 - 1) < tolerance)
    #expect(abs((data.features * weights).sum() / 15_997_027.5591571 - 1) < tolerance)
    #expect(data.labels.enumerated().reduce(0) { $0 + $1.element * ($1.offset + 1) } == 114_561)
  }
}
