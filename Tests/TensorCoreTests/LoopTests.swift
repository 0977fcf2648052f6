import TensorCore
import Testing

struct LoopTests {
  @Test func `the documented example`() {
    #expect(Tensor([1, 2, 3]).map { x in x * x } == Tensor([1, 4, 9]))
  }

  @Test func `map visits every scalar once, in order`() {
    for shape in manyShapes {
      let x = Tensor.counting(shape)
      var seen: [Scalar] = []
      let y = x.map {
        seen.append($0); return $0 * 10
      }
      #expect(seen == x.scalars)
      #expect(y == Tensor(shape: shape, scalars: x.scalars.map { $0 * 10 }))
    }
  }

  @Test func `every pair of shapes is combined as an odometer reads it`() {
    for first in manyShapes {
      for second in manyShapes {
        guard let common = first.broadcast(with: second) else { continue }
        let (a, b) = (Tensor.counting(first), Tensor.counting(second) * 100)
        let combined = a.combined(with: b) { $0 - 3 * $1 }
        #expect(combined.shape == common)
        let expected = everyIndex(of: common).map {
          a.at(aligned($0, to: first)) - 3 * b.at(aligned($0, to: second))
        }
        #expect(combined.scalars == expected, "\(first) and \(second)")
      }
    }
  }

  /// Under the thread sanitizer it fails if one of them writes to what all empty arrays share.
  @Test func `loops over no scalars write nothing`() async {
    let shapes = await withTaskGroup(of: [Shape].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let x = Tensor.zeros([2, 0, 3])
          var generator = SplitMix64(seed: 1)
          var results: [Tensor] = []
          for _ in 0..<100 {
            results = [
              x.map { $0 + 1 }, x.combined(with: .zeros([3])) { $0 + $1 }, x * x,
              Tensor.mask([2, 0, 3], dropping: 0.5, using: &generator),
              x.reshaped(to: [0, 6]).transposed(axes: [1, 0]).reshaped(to: [2, 0, 3]),
              x.mapChannels(.zeros([0]), .zeros([0])) { x, _, _ in x },
              Tensor.zeros([1, 0, 3]).broadcast(to: [2, 0, 3]),
            ]
          }
          return results.map(\.shape)
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(shapes.count == 28 && shapes.allSatisfy { $0 == [2, 0, 3] })
  }

  // MARK: In place

  @Test func `updates visit every scalar with its partners`() {
    for shape in manyShapes {
      let count = shape.elementCount
      let original = Tensor.counting(shape)
      var (a, b, c) = (original, original * 10, original * 100)
      let other = original * 1000

      a.update { $0 += 0.5 }
      #expect(a == original + 0.5)
      a.update(with: other) { $0 = $1 - $0 }
      #expect(a.distance(to: original * 999 - 0.5) <= 0)
      a = original
      Tensor.update(&a, &b, with: other) {
        $0 += $1; $1 += $2
      }
      #expect(a == original * 11)
      #expect(b == original * 1010)
      Tensor.update(&a, &b, &c, with: other) {
        $0 += $2; $1 -= $3; $2 = $0 + $3
      }
      #expect(a == original * 111)
      #expect(b == original * 10)
      #expect(c == original * 1111)
      #expect([a, b, c].allSatisfy { $0.elementCount == count })
    }
  }

  @Test func `a tensor can be updated with itself`() {
    var x = Tensor([1, 2, 3])
    x.update(with: x) { $0 += $1 }
    x += x
    #expect(x == Tensor([4, 8, 12]))
  }

  @Test func `a shared loop gives what a whole one gives, to the bit`() {
    var generator = SplitMix64(seed: 5)
    // As long as what is shared and a little longer, so that the last chunk is short.
    let x = Tensor.normal([1 << 17 | 1], using: &generator)
    let y = Tensor.normal(x.shape, using: &generator)
    let (mapped, combined) = (x.map { x in x * x + 1 }, x.combined(with: y) { x, y in x - 2 * y })
    for threads in 1...3 {
      #expect(x.mapped(by: MapLoop { x in x * x + 1 }, threads: threads) == mapped)
      #expect(
        x.combined(with: y, by: CombiningLoop { x, y in x - 2 * y }, threads: threads) == combined)
    }
    #expect(Tensor.zeros([0]).mapped(by: MapLoop { x in x + 1 }) == .zeros([0]))
  }

  @Test func `a shared step gives what a closure gives, to the bit`() {
    var generator = SplitMix64(seed: 6)
    for count in [0, 3, 1 << 17 | 1] {
      let tensors = (0..<5).map { _ in Tensor.normal([count], using: &generator) }
      let g = tensors[4]
      for threads in 1...3 {
        var (a, b) = (tensors, tensors)
        a[0].update(with: g, by: Sinking(), threads: threads)
        b[0].update(with: g) { w, g in w -= 0.1 * g }
        #expect(a == b)
        var (w, m, v, u) = (tensors[0], tensors[1], tensors[2], tensors[3])
        var (x, y, z) = (w, m, v)
        var q = u
        Tensor.update(&w, &m, with: g, by: Sinking(), threads: threads)
        Tensor.update(&x, &y, with: g) { w, m, g in (m, w) = (m + g, w - m) }
        #expect([w, m] == [x, y])
        Tensor.update(&w, &m, &v, with: g, by: Sinking(), threads: threads)
        Tensor.update(&x, &y, &z, with: g) { w, m, v, g in (v, m, w) = (v * g, m + v, w - m) }
        #expect([w, m, v] == [x, y, z])
        Tensor.update(&w, &m, &v, &u, with: g, by: Sinking(), threads: threads)
        Tensor.update(&x, &y, &z, &q, with: g) { w, m, v, u, g in
          (u, v, m, w) = (u - g, v * u, m + v, w - m)
        }
        #expect([w, m, v, u] == [x, y, z, q])
      }
    }
  }

  /// Steps in which every number that a step may see or change takes part.
  private struct Sinking: ScalarStep, StepWithMemory, StepWithTwoMemories, StepWithThreeMemories {
    func apply(_ w: inout Scalar, _ g: Scalar) { w -= 0.1 * g }

    func apply(_ w: inout Scalar, _ m: inout Scalar, _ g: Scalar) { (m, w) = (m + g, w - m) }

    func apply(_ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ g: Scalar) {
      (v, m, w) = (v * g, m + v, w - m)
    }

    func apply(
      _ w: inout Scalar, _ m: inout Scalar, _ v: inout Scalar, _ u: inout Scalar, _ g: Scalar
    ) {
      (u, v, m, w) = (u - g, v * u, m + v, w - m)
    }
  }
}
