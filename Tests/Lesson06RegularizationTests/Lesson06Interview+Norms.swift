import Autograd
import Course
import Regularization
import TensorCore
import TestSupport
import Testing

// Norms: the squared one, and a bound on rows.

extension Lesson06Interview {
  @Test(
    .interview(
      .question(6, 12), level: .explain, minutes: 2,
      question: "Why is the L2 penalty the squared norm and not the norm?",
      answer: """
        The square is smooth at 0 and separates over the coordinates, and the norm does neither. The gradient of λ/2 ‖w‖² is \
        λw: each weight decays by its own value, and at 0 there is no pull. The gradient of λ‖w‖ is λw/‖w‖: its length is λ however \
        small w is, and at 0 it does not exist. So with a finite λ the norm sets the whole vector to zero, and the square does not. Over \
        groups of weights the unsquared norm is the group lasso, which sets whole groups to zero.
        """,
      commonMistake: "Only for convenience: with the same λ both give the same weights.",
      otherMistakes: [
        "Because the norm is not convex, so that descent may end in a local minimum.":
          "Every norm is convex, by the triangle inequality: halfway between [3, 4, 0] and [3, −4, 0], both of length 5, it is {norm, halfway|3}. What it lacks is a derivative at 0.",
        "Because the norm's gradient grows too large for large weights.":
          "It is w/‖w‖, of length {gradient of the norm, length 5} for every w but 0. What grows is the gradient of half the square, with length 5 for a w of length 5; the trouble is at 0.",
      ],
      refutation: """
        Where the data ask for a vector of length 1 and λ = 2, the square leaves the length {length, square|3}, the norm {length, norm}. \
        For w of length 0.001 the norm's gradient has the length {gradient of the norm}, that of half its square \
        {gradient of half the square}; for w of length 5 they are {gradient of the norm, length 5} and 5. At w = 0 the norm's gradient, computed as w/‖w‖, has {NaN at 0} NaN of 3 components, the square's none; PyTorch's norm() sets 0 there. And it is convex: halfway between two vectors of length 5 it is {norm, halfway|3}.
        """,
      followUps: [
        "Which penalty sets whole rows to zero?": """
        The sum of the rows' unsquared norms, the group lasso, minimized by a proximal step that shortens each row by a constant.
        """,
        "And if λ is tuned for each?": """
        For one vector they then reach the same weights, as both only bound its length, until the norm is at 0. For several \
        groups they differ.
        """,
        "Where does the factor ½ come from?": """
        From the derivative: with λ/2 the decay in the gradient is λw. Without it the same λ is twice as strong.
        """,
      ]))
  func `the norm pulls at 0 as far off, its square does not`() throws {
    func gradients(_ w: Tensor) throws -> (norm: Tensor, square: Tensor) {
      let (first, second) = (leaf(w), leaf(w))
      try squareRoot((first * first).sum()).backward()
      try WeightPenalty.l2([second], strength: 1).backward()
      return (try #require(first.gradient), try #require(second.gradient))
    }
    let small = try gradients(Tensor([0.001, 0, 0]))
    let large = try gradients(Tensor([3, 4, 0]))
    let zero = try gradients(.zeros([3]))
    evidence("gradient of the norm", small.norm.norm())
    evidence("gradient of half the square", small.square.norm())
    evidence("gradient of the norm, length 5", large.norm.norm())
    evidence("NaN at 0", zero.norm.scalars.count { $0.isNaN })
    #expect(abs(small.norm.norm() - 1) < 1e-9 && abs(small.square.norm() - 0.001) < 1e-12)
    #expect(zero.norm.scalars.allSatisfy { $0.isNaN } && zero.square == .zeros([3]))
    #expect(abs(large.norm.norm() - 1) < 1e-12 && abs(large.square.norm() - 5) < 1e-12)
    let halfway = ((Tensor([3, 4, 0]) + Tensor([3, -4, 0])) / 2).norm()
    evidence("norm, halfway", halfway)
    let norm = bestLength { w in squareRoot((w * w).sum()) * 2 }
    let square = bestLength { w in WeightPenalty.l2([w], strength: 2) }
    evidence("length, norm", norm)
    evidence("length, square", square)
    #expect(halfway <= 5 && norm == 0 && abs(square - 1.0 / 3) < 1e-9)
  }

  /// The length, in steps of 1/300, at which half the squared error to a vector of length 1 and a penalty are least.
  private func bestLength(_ penalty: (Variable) -> Variable) -> Scalar {
    let goal = Tensor([0.6, 0.8])
    let losses = (0...300).map { step in
      let w = goal * (Scalar(step) / 300)
      return dot(w - goal, w - goal) / 2 + penalty(Variable(w)).scalar
    }
    return Scalar(losses.indices.min { losses[$0] < losses[$1] } ?? -1) / 300
  }

  @Test(
    .interview(
      .question(6, 16), level: .recall, minutes: 2,
      question: "What is max-norm regularization?",
      answer: """
        After each step every unit's incoming weights are projected onto a ball of radius c. A row that is longer is scaled \
        back to c, a shorter one stays as it is, to the bit. So it is a constraint and no penalty: inside the ball \
        nothing pulls. Srivastava and others combined it with dropout and large learning rates, as weights then cannot grow \
        without bound.
        """,
      commonMistake:
        "It is an L2 penalty with another constant, which pulls all rows toward 0, long ones more.",
      otherMistakes: [
        "After each step it clips every single weight to the range from −c to c.":
          "It bounds the length of a unit's whole row: with c = 2 the row [3, 4] is scaled as a whole, and its 3 becomes {first weight}. Clipping single weights would give [2, 2], another direction.",
        "It bounds the norm of the gradient before each step, so that weights cannot grow without bound.":
          "That is gradient clipping, which bounds a step and lets weights grow over many. Max-norm projects the weights after the step and reads no gradient.",
      ],
      refutation: """
        A penalty pulls at every row. With c = 2 the row [3, 4] gets the norm {long row}, and [0.3, 0.4] changes by {change of the short row}; L2 with λ = 0.1 pulls at the short row with \
        {pull of L2}. The 3 becomes {first weight}, where clipping single weights at 2 would give 2. No gradient enters.
        """,
      followUps: [
        "Rows or columns?": """
        The weights that enter one unit: rows where the weight has the shape outputs × inputs, as in PyTorch, columns in \
        layouts that are transposed.
        """,
        "How does gradient clipping differ?": """
        It bounds one step's gradient. Weights can still grow without bound, over many steps.
        """,
      ]))
  func `max-norm shortens long rows and touches no others`() throws {
    let weight = Tensor([[3, 4], [0.3, 0.4]])
    let projected = MaxNorm(bound: 2).projection(of: weight)
    evidence("long row", projected.row(0).norm())
    evidence("change of the short row", (projected.row(1) - weight.row(1)).norm())
    evidence("first weight", projected[0, 0])
    #expect(abs(projected.row(0).norm() - 2) < 1e-12)
    #expect(projected.row(1) == weight.row(1) && abs(projected[0, 0] - 1.2) < 1e-12)
    let decayed = leaf(weight)
    try WeightPenalty.l2([decayed], strength: 0.1).backward()
    let pull = try #require(decayed.gradient).row(1).norm()
    evidence("pull of L2", pull)
    #expect(abs(pull - 0.05) < 1e-12)
  }
}
