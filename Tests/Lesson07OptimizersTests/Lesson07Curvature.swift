import Optimizers
import TensorCore
import TestSupport
import Testing

/// What L-BFGS knows of the Hessian.
@Suite struct Lesson07Curvature {
  @Test func `one pair of changes gives the inverse along it`() {
    var history = CurvatureHistory(length: 100, parameterCount: 2)
    #expect(history.direction(against: Tensor([8, 4])) == Tensor([-8, -4]))
    history.remember(change: Tensor([1, 0]), curvature: Tensor([4, 0]))
    // The other direction, of which nothing is known, gets the same curvature.
    #expect(history.direction(against: Tensor([8, 4])) == Tensor([-2, -1]))
    history.remember(change: Tensor([0, 1]), curvature: Tensor([0, 8]))
    #expect(history.direction(against: Tensor([8, 4])) == Tensor([-2, -0.5]))
  }

  @Test func `the oldest pair is forgotten, and no pair bends down`() {
    var history = CurvatureHistory(length: 1, parameterCount: 2)
    history.remember(change: Tensor([1, 0]), curvature: Tensor([4, 0]))
    history.remember(change: Tensor([0, 1]), curvature: Tensor([0, -8]))
    #expect(history.direction(against: Tensor([8, 4])) == Tensor([-2, -1]))
    history.remember(change: Tensor([0, 1]), curvature: Tensor([0, 8]))
    #expect(history.pairs.count == 1)
    #expect(history.direction(against: Tensor([8, 4])) == Tensor([-1, -0.5]))
  }
}
