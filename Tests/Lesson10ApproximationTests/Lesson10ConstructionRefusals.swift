import Approximation
import Perceptron
import RefusalSupport
import TensorCore
import Testing

/// Every precondition of the constructions stops the program with the function and the values.
@Suite struct Lesson10ConstructionRefusals {
  static var all: [Misuse] { pieces + compositions + units }

  private static var pieces: [Misuse] {
    let knots = "PiecewiseLinear.init: not two increasing knots or more with a value each:"
    let bent = "PiecewiseLinear.init(bending:):"
    let sufficient = "PiecewiseLinear.sufficientPieceCount: error"
    @Sendable func count(_ error: Scalar, _ curvature: Scalar, _ length: Scalar) {
      _ = PiecewiseLinear.sufficientPieceCount(error: error, curvature: curvature, length: length)
    }
    return [
      Misuse("\(knots) [1.0], [2.0]") { _ = PiecewiseLinear(knots: [1], values: [2]) },
      Misuse("\(knots) [1.0, 2.0], [2.0]") { _ = PiecewiseLinear(knots: [1, 2], values: [2]) },
      Misuse("\(knots) [1.0, 1.0], [2.0, 3.0]") {
        _ = PiecewiseLinear(knots: [1, 1], values: [2, 3])
      },
      Misuse("\(knots) [1.0, 2.0], [0.0, nan]") {
        _ = PiecewiseLinear(knots: [1, 2], values: [0, .nan])
      },
      Misuse("\(knots) [1.0, inf], [0.0, 0.0]") {
        _ = PiecewiseLinear(knots: [1, .infinity], values: [0, 0])
      },
      Misuse("PiecewiseLinear.init: the number of pieces is not positive: 0") {
        _ = PiecewiseLinear(interpolating: { $0 }, over: 0...1, pieceCount: 0)
      },
      Misuse("\(knots) [2.0, 2.0], [0.0, 0.0]") {
        _ = PiecewiseLinear(interpolating: { _ in 0 }, over: 2...2, pieceCount: 1)
      },
      Misuse("\(bent) the number of pieces is not positive: 0") {
        _ = PiecewiseLinear(interpolating: { $0 }, bending: { _ in 1 }, over: 0...1, pieceCount: 0)
      },
      Misuse("\(bent) the second derivative is 0 or not finite everywhere: 0.0") {
        _ = PiecewiseLinear(interpolating: { $0 }, bending: { _ in 0 }, over: 0...1, pieceCount: 3)
      },
      Misuse("\(bent) the second derivative is 0 or not finite everywhere: inf") {
        _ = PiecewiseLinear(
          interpolating: { $0 }, bending: { _ in .infinity }, over: 0...1, pieceCount: 3)
      },
      Misuse("\(sufficient) 0.0, curvature 1.0, length 1.0") { count(0, 1, 1) },
      Misuse("\(sufficient) 1.0, curvature -1.0, length 1.0") { count(1, -1, 1) },
      Misuse("\(sufficient) 1.0, curvature 1.0, length 0.0") { count(1, 1, 0) },
      Misuse("\(sufficient) 1.0, curvature inf, length 1.0") { count(1, .infinity, 1) },
    ]
  }

  private static var compositions: [Misuse] {
    let sawtooth = "Sawtooth.init: the number of compositions is not in 1…50:"
    let squares = "Squares.init: the number of levels is not in 1…25:"
    return [
      Misuse("\(sawtooth) 0") { _ = Sawtooth(compositionCount: 0) },
      Misuse("\(sawtooth) 51") { _ = Sawtooth(compositionCount: 51) },
      Misuse("Sawtooth.shallow: 2^17 units are too many") {
        _ = Sawtooth(compositionCount: 17).shallow
      },
      Misuse("\(squares) 0") { _ = Squares(levelCount: 0) },
      Misuse("\(squares) 26") { _ = Squares(levelCount: 26) },
    ]
  }

  private static var units: [Misuse] {
    @Sendable func stairs(_ range: ClosedRange<Scalar>, _ count: Int, _ steepness: Scalar?) {
      _ = Staircase.network(
        approximating: { $0 }, over: range, stepCount: count, steepness: steepness)
    }
    @Sendable func boxes(_ dimension: Int, _ count: Int) {
      _ = Boxes(approximating: { $0[0] }, dimension: dimension, countPerAxis: count)
    }
    return [
      Misuse("Staircase.network: 1 cells over 0.0...1.0, steepness 0.0") { stairs(0...1, 1, nil) },
      Misuse("Staircase.network: 2 cells over 1.0...1.0, steepness 0.0") { stairs(1...1, 2, nil) },
      Misuse("Staircase.network: 2 cells over 0.0...1.0, steepness -3.0") { stairs(0...1, 2, -3) },
      Misuse("Staircase.bump: 1.0...1.0, steepness 4.0") {
        _ = Staircase.bump(over: 1...1, steepness: 4)
      },
      Misuse("Staircase.bump: 0.0...1.0, steepness 0.0") {
        _ = Staircase.bump(over: 0...1, steepness: 0)
      },
      Misuse("Boxes.init: 3 boxes along each of 0 axes") { boxes(0, 3) },
      Misuse("Boxes.init: 1 boxes along each of 2 axes") { boxes(2, 1) },
      Misuse("Boxes.init: 11 boxes along each of 5 axes") { boxes(5, 11) },
    ]
  }

  @Test(arguments: all) func `misuse stops the program with the values`(misuse: Misuse) async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [message = misuse.message as String] in
      Misuse.makeCall(failingWith: message, from: Lesson10ConstructionRefusals.all)
    }
    expectMessage(result, says: ": \(misuse.message)\n")
  }

  @Test func `the outermost allowed values are taken`() {
    #expect(Sawtooth(compositionCount: 50).pieceCount == 1 << 50)
    #expect(Sawtooth(compositionCount: 16).shallow.pieceCount == 65_536)
    #expect(Squares(levelCount: 25).unitCount == 75)
    #expect(Boxes(approximating: { $0[0] }, dimension: 3, countPerAxis: 2).boxCount == 8)
    let step = Staircase.network(approximating: { $0 }, over: 0...1, stepCount: 2)
    #expect(step.widths == [1, 1, 1])
    let flat = PiecewiseLinear.sufficientPieceCount(error: 1, curvature: 0, length: 1)
    #expect(flat == 1)
    let one = PiecewiseLinear(
      interpolating: { $0 }, bending: { _ in 1 }, over: 0...1, pieceCount: 1)
    #expect(one.knots == [0, 1])
  }
}
