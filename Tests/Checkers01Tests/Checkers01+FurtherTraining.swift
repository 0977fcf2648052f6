import Answers01
import Course
import Perceptron
import TensorCore
import TestSupport

// Further wrong answers to exercises E01.5 and E01.7.

extension Checkers01 {
  static var moreWrongTraining: [AnswerOnTrial] { moreWrongPocket + moreWrongLeak }

  private static var moreWrongPocket: [AnswerOnTrial] {
    let weights = Lesson01Answers.pocket
    let memory = AnswerMemory()
    return [
      AnswerOnTrial(
        weights, "whole numbers", { x, l, v in pocket(x, l, v).map { w in w.rounded() } }),
      AnswerOnTrial(
        weights, "inputs in whole numbers", { x, l, v in pocket(x.map { x in x.rounded() }, l, v) }),
      AnswerOnTrial(
        weights, "the last visit is left out", { x, l, v in pocket(x, l, v.dropLast()) }),
      AnswerOnTrial(
        weights, "the first visit is left out", { x, l, v in pocket(x, l, Array(v.dropFirst())) }),
      AnswerOnTrial(
        weights, "the first three features",
        { x, l, v in
          let w = pocket(x, l, v)
          return w.elementCount > 4 ? .zeros(w.shape) : w
        }),
      AnswerOnTrial(weights, "counted with >", { x, l, v in countingStrictly(x, l, v) }),
      AnswerOnTrial(
        weights, "the bias of the last weights",
        { x, l, v in
          let last = lastWeights(x, l, v)
          return Tensor(pocket(x, l, v).scalars.dropLast() + [last.scalars[last.elementCount - 1]])
        }),
      AnswerOnTrial(
        weights, "at most 12 samples counted",
        { x, l, v in
          pocket(x, l, v, counts: Array(l.indices.prefix(6)))
        }),
      AnswerOnTrial(weights, "twice the weights", { x, l, v in 2 * pocket(x, l, v) }),
      AnswerOnTrial(
        weights, "the labels turned around", { x, l, v in -pocket(x, l.map { 1 - $0 }, v) }),
      AnswerOnTrial(
        weights, "the pocket of the last call of this shape",
        { x, l, v in
          let last = memory.tensor
          let right = pocket(x, l, v)
          memory.tensor = right
          return last?.shape == right.shape ? last ?? right : right
        }),
      AnswerOnTrial(
        weights, "the labels as targets of a descent",
        { x, l, v in
          var w = Tensor.zeros([x.shape[1] + 1])
          for i in v {
            let row = Tensor(x.row(i).scalars + [1])
            w += (l[i] - dot(w, row)) * row
          }
          return w
        }),
    ]
  }

  /// The weights at which the perceptron rule stands after the last visit.
  private static func lastWeights(_ x: Tensor, _ labels: [Scalar], _ visits: [Int]) -> Tensor {
    var w = Tensor.zeros([x.shape[1] + 1])
    for i in visits {
      let row = Tensor(x.row(i).scalars + [1])
      w += (labels[i] - (dot(w, row) >= 0 ? 1 : 0)) * row
    }
    return w
  }

  /// The rule answers 1 at a sum of 0, and the count of errors takes it for 0.
  private static func countingStrictly(
    _ x: Tensor, _ labels: [Scalar], _ visits: [Int]
  ) -> Tensor {
    func sum(_ w: Tensor, _ i: Int) -> Scalar { dot(w, Tensor(x.row(i).scalars + [1])) }
    func errors(_ w: Tensor) -> Int {
      labels.indices.count { (sum(w, $0) > 0 ? 1 : 0) != labels[$0] }
    }
    var w = Tensor.zeros([x.shape[1] + 1])
    var (best, fewest) = (w, errors(w))
    for i in visits {
      let error = labels[i] - (sum(w, i) >= 0 ? 1 : 0)
      guard error != 0 else { continue }
      w += error * Tensor(x.row(i).scalars + [1])
      if errors(w) < fewest { (best, fewest) = (w, errors(w)) }
    }
    return best
  }

  /// Whether a part of the others' outputs stays as one sample after the other becomes large.
  private static func stays(
    _ layer: (Tensor) -> Tensor, _ x: Tensor, _ same: (Tensor, Tensor) -> Bool
  ) -> Bool {
    let y = layer(x)
    return (0..<x.shape[0]).allSatisfy { row in
      [Scalar(-11), 11].allSatisfy { size in
        var changed = x
        for k in 0..<x.shape[1] { changed[row, k] = size * Scalar(k + 1) }
        let others = (0..<x.shape[0]).filter { $0 != row }
        return same(y.gathering(rows: others), layer(changed).gathering(rows: others))
      }
    }
  }

  private static var moreWrongLeak: [AnswerOnTrial] {
    let test = Lesson01Answers.sampleLeak
    return [
      AnswerOnTrial(
        test, "the first column",
        { f, x in
          stays(f, x) { a, b in
            (0..<a.shape[0]).allSatisfy { a[$0, 0] == b[$0, 0] }
          }
        }),
      AnswerOnTrial(
        test, "the last column",
        { f, x in
          stays(f, x) { a, b in
            let k = a.shape[1] - 1
            return (0..<a.shape[0]).allSatisfy { a[$0, k] == b[$0, k] }
          }
        }),
      AnswerOnTrial(
        test, "norms of rows",
        { f, x in
          stays(f, x) { a, b in
            (0..<a.shape[0]).allSatisfy { abs(a.row($0).norm() - b.row($0).norm()) < 1e-9 }
          }
        }),
      AnswerOnTrial(
        test, "magnitudes",
        { f, x in
          stays(f, x) { a, b in
            a.map { a in abs(a) } == b.map { b in abs(b) }
          }
        }),
      AnswerOnTrial(
        test, "the sum of the others",
        { f, x in
          stays(f, x) { a, b in
            (a.sum(axis: 0) - b.sum(axis: 0)).maximumMagnitude() < 1e-9
          }
        }),
      AnswerOnTrial(
        test, "the largest output of the others",
        { f, x in
          stays(f, x) { a, b in
            a.scalars.max() == b.scalars.max()
          }
        }),
      AnswerOnTrial(
        test, "the signs of the others",
        { f, x in
          stays(f, x) { a, b in
            zip(a.scalars, b.scalars).allSatisfy { ($0 < 0) == ($1 < 0) }
          }
        }),
      AnswerOnTrial(
        test, "the batch twice",
        { f, x in
          let rows = Array(0..<x.shape[0])
          return f(x.gathering(rows: rows + rows)).gathering(rows: rows) == f(x)
        }),
      AnswerOnTrial(
        test, "samples appended",
        { f, x in
          let rows = Array(0..<x.shape[0])
          return f(x.gathering(rows: rows + [0, 1])).gathering(rows: rows) == f(x)
        }),
      AnswerOnTrial(test, "called twice", { f, x in f(x) == f(x) }),
      AnswerOnTrial(
        test, "every layer of one column", { f, x in f(x).shape[1] == 1 || f(x) == 2 * x }),
      AnswerOnTrial(
        test, "rounded to three digits",
        { f, x in
          stays(f, x) { a, b in
            (a - b).maximumMagnitude() < 1e-3
          }
        }),
    ]
  }
}
