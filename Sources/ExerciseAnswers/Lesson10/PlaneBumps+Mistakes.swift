import Perceptron
import TensorCore

extension Lesson10Answers {
  /// The network of exercise E10.4, with what a mistake changes.
  struct BumpBuilder {
    var threshold: Scalar = 1.5
    var ySign: Scalar = 1
    var steepness: (_ margin: Scalar) -> Scalar = { 25 / $0 }
    var scalesEdges = true
    var hardness: Scalar = 50
    var knowsHeights = true
    var height: Scalar = 1
    var listensToAll = false
    var swapsAxes = false

    func network(_ boxes: [PlaneBox], _ margin: Scalar) -> MultilayerPerceptron {
      let k = steepness(margin)
      let count = boxes.count
      var first = Tensor.zeros([4 * count, 2])
      var second = Tensor.zeros([count, 4 * count])
      var biases: [Scalar] = []
      for (index, box) in boxes.enumerated() {
        let edges = [
          box.x.lowerBound, box.x.upperBound, box.y.lowerBound, box.y.upperBound,
        ]
        for (side, edge) in edges.enumerated() {
          first[4 * index + side, (side < 2) != swapsAxes ? 0 : 1] = k
          biases.append(scalesEdges ? -k * edge : -edge)
          let sign: Scalar = (side % 2 == 0 ? 1 : -1) * (side < 2 ? 1 : ySign)
          for row in 0..<count where listensToAll || row == index {
            second[row, 4 * index + side] = hardness * sign
          }
        }
      }
      return MultilayerPerceptron(
        layers: [
          AffineMap(weight: first, bias: Tensor(biases)),
          AffineMap(
            weight: second, bias: Tensor(repeating: -hardness * threshold, shape: [count])),
          AffineMap(
            weight: Tensor([boxes.map { knowsHeights ? $0.height : height }]), bias: Tensor([0])),
        ], nonlinearity: .sigmoid)
    }

    static var identity: MultilayerPerceptron {
      MultilayerPerceptron(
        layers: [AffineMap(weight: Tensor([[1, 0]]), bias: Tensor([0]))], nonlinearity: .sigmoid)
    }
  }
}
