import Datasets
import TensorCore
import Testing

/// The digits, against numbers computed from the same file in Python.
///
///     a = np.loadtxt("digits.csv", delimiter=",", dtype=np.int64); X, y = a[:, :64], a[:, 64]
///     np.bincount(y); X.sum(); (X * (np.arange(64) + 1)).sum(); (X.sum(1) * (np.arange(1797) + 1)).sum()
///     (y * (np.arange(1797) + 1)).sum()
struct DigitsTests {
  let digits: LabeledData

  init() throws { digits = try LabeledData.digits() }

  @Test func `another table of numbers is not the digits`() {
    #expect(
      throws: error(
        .wrongCount, .file, expected: "1797 rows of 65 fields", found: "2 rows of 3")
    ) { try LabeledData.digits(from: file("1,2,3\n4,5,6\n")) }
  }

  @Test func `there are 1797 images of 64 pixels in ten classes`() {
    #expect(digits.features.shape == [1_797, 64])
    #expect(digits.count == 1_797)
    #expect(digits.featureCount == 64)
    #expect(digits.classCount == 10)
    #expect(digits.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    #expect(digits.classHistogram == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test func `pixels are sixteenths from 0 to 1`() {
    #expect(digits.features.min() == 0)
    #expect(digits.features.max() == 1)
    #expect(digits.features.scalars.allSatisfy { ($0 * 16).rounded() == $0 * 16 })
  }

  @Test func `the first image is the first line of the file`() {
    let line: [Scalar] = [
      0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0, 0, 4, 12, 0, 0,
      8, 8, 0, 0, 5, 8, 0, 0, 9, 8, 0, 0, 4, 11, 0, 1, 12, 7, 0, 0, 2, 14, 5, 10, 12, 0, 0, 0, 0, 6,
      13, 10, 0, 0, 0,
    ]
    #expect((digits.features.row(0) * 16).scalars == line)
    #expect(Array(digits.labels.prefix(12)) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
  }

  @Test func `weighted sums of pixels and labels agree with the file`() {
    // Whole numbers, so that an exchange of rows or columns shows and no rounding can hide it.
    let pixels = digits.features.scalars.map { Int($0 * 16) }
    let total = pixels.reduce(0, +)
    let byColumn = pixels.enumerated().reduce(0) { $0 + $1.element * ($1.offset % 64 + 1) }
    let byRow = pixels.enumerated().reduce(0) { $0 + $1.element * ($1.offset / 64 + 1) }
    let byLabel = digits.labels.enumerated().reduce(0) { $0 + $1.element * ($1.offset + 1) }
    #expect(total == 561_718)
    #expect(byColumn == 18_222_371)
    #expect(byRow == 503_904_265)
    #expect(byLabel == 7_272_861)
  }

  @Test func `the labels begin one sequence anew fourteen times`() {
    // From a form's start on labels rise by one, from 9 to 0, sixteen images long and more.
    let labels = digits.labels
    func rises(_ row: Int) -> Bool {
      row > 0 && row < labels.count && labels[row] == (labels[row - 1] + 1) % 10
    }
    let starts = labels.indices.filter { row in
      !rises(row) && (row + 1..<row + 16).allSatisfy(rises)
    }
    let documented = [
      0, 130, 256, 386, 516, 646, 776, 906, 1_029, 1_157, 1_287, 1_415, 1_545, 1_667,
    ]
    #expect(starts == documented)
    // A form is the first one, but for eight images at most that are left out or others.
    let forms = zip(starts, starts.dropFirst() + [labels.count]).map { Array(labels[$0..<$1]) }
    for form in forms {
      let change = form.difference(from: forms[0])
      #expect(change.removals.count <= 8)
      #expect(change.insertions.count <= 1)
    }
  }

  @Test func `the split by order keeps the last 360 images for the test`() {
    let (training, test) = digits.splitByOrder(testCount: 360)
    #expect(training.classHistogram == [143, 146, 142, 146, 144, 145, 144, 143, 141, 143])
    #expect(test.classHistogram == [35, 36, 35, 37, 37, 37, 37, 36, 33, 37])
    #expect(test.features.row(359) == digits.features.row(1_796))
  }

  @Test func `later writers' images are harder than a shuffled split`() {
    // The nearest neighbor names 344 of 360 rightly by order. In Python (five seeds of NumPy) it
    // named 355 to 357 after shuffling, hence the margin.
    var generator = SplitMix64(seed: 1)
    let byOrder = correctNeighbors(digits.splitByOrder(testCount: 360))
    let shuffled = correctNeighbors(digits.splitShuffled(testFraction: 0.2, using: &generator))
    #expect(byOrder == 344)
    #expect(shuffled >= 352)
  }

  /// The number of test samples whose nearest training sample has their label.
  private func correctNeighbors(_ split: (training: LabeledData, test: LabeledData)) -> Int {
    let (training, test) = split
    // |x − t|² = |t|² − 2 x·t + |x|², and |x|² is the same for all candidates t. Exact: all are
    // whole multiples of 1/256.
    let squares = (training.features * training.features).sum(axis: 1)
    let products = matmul(test.features, training.features, transposing: .right)
    let neighbors = (products * 2 - squares).argmax()
    return zip(neighbors, test.labels).filter { training.labels[$0] == $1 }.count
  }
}
