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
}
