import Autograd
import Course
import TensorCore

// Two conventions that were reported as faults: porting between them changes a run.

extension OptimizerBug {
  static var rateInsideVelocity: OptimizerBug {
    OptimizerBug(
      id: "M07.1", title: "The rate outside the velocity",
      reports: [PublicReport("pytorch/pytorch", 1099, 2017)],
      story: """
        PyTorch's velocity is a sum of gradients, which the rate multiplies; in Sutskever's paper and in Keras it is \
        a sum of steps. At a constant rate they are one. After a drop the second goes on at the old rate for a \
        while. The report asked for a note in the documentation, which it got.
        """,
      quantity:
        "weight after 20 steps in ½w² from 1, μ = 0.9, the rate 0.1 and from step 10 on 0.01",
      faulty: {
        var (w, v): (Scalar, Scalar) = (1, 0)
        for step in 0..<20 {
          v = 0.9 * v + (step < 10 ? 0.1 : 0.01) * w
          w -= v
        }
        return Double(w)
      },
      right: {
        let w = OptimizerRuns.leaf([1])
        let optimizer = SGD([w], SGDRule(learningRate: 0.1, momentum: 0.9))
        for step in 0..<20 {
          if step == 10 { optimizer.learningRate = 0.01 }
          w.gradient = w.value
          optimizer.step()
        }
        return Double(w.value[0])
      },
      law: nil, plant: .none)
  }

  static var epsilonInsideRoot: OptimizerBug {
    OptimizerBug(
      id: "M07.2", title: "Epsilon inside RMSprop's root",
      reports: [
        PublicReport("pytorch/pytorch", 23796, 2019), PublicReport("chainer/chainer", 4754, 2018),
      ],
      story: """
        TensorFlow adds ε inside the root, PyTorch outside, so that TensorFlow's ε acts as its square root would in \
        PyTorch. Models of that time were trained with ε = 10⁻³ and 1, where this decides. PyTorch kept its way and \
        documented it.
        """,
      quantity: "first step with a gradient of 0.01 and ε = 0.001, in learning rates",
      faulty: {
        let (gradient, square): (Scalar, Scalar) = (0.01, 0.01 * 0.01 * 0.01)
        return Double(gradient / .squareRoot(square + 1e-3))
      },
      right: {
        let rule = RMSpropRule(learningRate: 0.1, epsilon: 1e-3)
        return (1 - end({ FirstOrderOptimizer([$0], rule) }, [0.01])) / 0.1
      },
      law: nil, plant: .none)
  }
}
