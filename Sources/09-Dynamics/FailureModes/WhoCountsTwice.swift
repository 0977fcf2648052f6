public import Course

// Several processes that read one set of data.

extension FailureMode {
  /// F9.31: the last round is filled up.
  ///
  /// ## Source
  ///
  /// https://github.com/pytorch/pytorch/issues/25162, https://github.com/roboflow/rf-detr/issues/1507
  public static var countedTwice: FailureMode {
    FailureMode(
      id: .failureMode(9, 31), title: "Validation on four GPUs counts samples twice",
      symptom: "The same weights have another validation figure on four GPUs than on one.",
      diagnosis: """
        A distributed sampler gives every process equally many samples, so that none waits for the others: it fills \
        up with samples from the beginning. Ten samples become twelve, and two of them count double.
        """,
      fix: """
        Validate without padding, or gather the answers with the samples' numbers and drop the second of each. \
        If the processes meet in every batch (batch norm across them, sharded weights), pad and drop.
        """,
      quantity: "answers that are counted for ten samples on four processes",
      symptomatic: .above(10.5),
      broken: Run("filled up") {
        Measurement(Double(parts(of: 10, processCount: 4, padded: true).joined().count))
      },
      remedies: [
        Run("without padding") {
          Measurement(Double(parts(of: 10, processCount: 4, padded: false).joined().count))
        }
      ])
  }

  /// The samples of each process: every fourth from its own number on, after the first ones were put behind the last.
  private static func parts(of count: Int, processCount: Int, padded: Bool) -> [[Int]] {
    let missing = padded ? (processCount - count % processCount) % processCount : 0
    let indices = Array(0..<count) + (0..<missing)
    return (0..<processCount).map { process in
      stride(from: process, to: indices.count, by: processCount).map { indices[$0] }
    }
  }

  /// F9.32: a stream that nobody has divided.
  ///
  /// ## Source
  ///
  /// PyTorch's documentation of `IterableDataset`, https://docs.pytorch.org/docs/stable/data.html
  public static var readByEveryWorker: FailureMode {
    FailureMode(
      id: .failureMode(9, 32), title: "Every worker reads all the data",
      symptom: """
        With more workers an epoch has more steps, and in epochs overfitting sets in earlier.
        """,
      diagnosis: """
        Each worker has its own copy of the iterable data set and reads it from the first sample to the last. Two \
        workers show every sample twice. A data set with an index is divided by the loader; a stream is not.
        """,
      fix: """
        get_worker_info() in __iter__: each worker takes its part of files or lines. Count an epoch's samples.
        """,
      quantity: "how often an epoch of two workers shows each of ten samples",
      symptomatic: .above(1.5),
      broken: Run("all for each worker") { shows { _ in Array(0..<10) } },
      remedies: [
        Run("a part for each worker") { shows { Array(stride(from: $0, to: 10, by: 2)) } }
      ])
  }

  private static func shows(_ read: (_ worker: Int) -> [Int]) -> Measurement {
    Measurement(Double((0..<2).flatMap { read($0) }.count) / 10)
  }
}
