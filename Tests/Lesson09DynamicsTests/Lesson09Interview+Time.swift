import Course
import Dynamics
import TestSupport
import Testing

// The time of a step.

extension Lesson09Interview {
  @Test(
    .interview(
      .question(9, 43), level: .debug, minutes: 3,
      question:
        "Training is slower than expected. How do you find out whether the data loader or the GPU is the bottleneck?",
      answer: """
        I take one of the two away and measure samples a second. Training again and again on one batch that is already on the device gives the rate of the GPU alone; going through the loader without training gives the rate of the loader. Where loading runs beside training, the real rate is at most the smaller of the two. GPU calls return before the work is done, so I synchronize before I read the clock, and I leave out the first steps. \
        Utilization says that some kernel was running, not how well.
        """,
      commonMistake:
        "By the GPU utilization: below 100 % it is the loader, at 100 % the GPU does all it can.",
      otherMistakes: [
        "Time each line of the loop with a clock; the slowest is the bottleneck.":
          "A GPU call returns before its work is done, so the time falls on a later line that has to wait, such as .item(). Without synchronizing first, the clock blames the wrong line.",
        "More loader workers are always faster.":
          "Only until the step is the slower of the two: two workers give {rate, two workers|4} samples a second and four no more, {rate, four workers|4}. Further ones only take memory and processor time.",
      ],
      refutation: """
        Utilization counts the time in which some kernel runs. A GPU may idle for other reasons than the loader, such as .item() in each step, and at 100 % its kernels may still use only a part of it. Measured apart, on a model clock, batches of 32, a loader that takes 30 ms a batch in the background and a training step of 20 ms: {rate, beside|4} samples a second; one batch alone {rate, step|4}, the loader alone {rate, loader|4}. One after the other it would be {rate, in turn|4}. A step of 10 ms instead of 20 changes nothing: {rate, faster step|4}. Two workers take it to {rate, two workers|4}, and four to {rate, four workers|4}.
        """,
      followUps: [
        "What do you do about a slow loader?": """
        More workers and prefetching first, then less work per sample: decode or resize once, store in larger files, move augmentation to the GPU.
        """,
        "And if the GPU is the bottleneck?": """
        Then a profile of its kernels: many small ones call for larger batches or fusion, large products for lower precision. And I look for hidden waits, such as .item() in each step.
        """,
      ]))
  func `the slower of loader and step sets the rate`() throws {
    func rate(loader: Int, workers: Int = 1, step: Int, isBeside: Bool = true) throws -> Double {
      var now = 0
      var throughput = Throughput(window: 100) { .milliseconds(now) }
      var ready = Array(repeating: 0, count: workers)
      for batch in 0..<400 {
        let worker = batch % workers
        // A worker starts on its next batch when the last one is taken.
        let start = isBeside ? ready[worker] : now
        let loaded = start + loader
        now = max(now, loaded)
        ready[worker] = now
        now += step
        throughput.count(32)
      }
      return try #require(throughput.samplesPerSecond)
    }
    evidence("rate, beside", try rate(loader: 30, step: 20))
    evidence("rate, step", try rate(loader: 0, step: 20))
    evidence("rate, loader", try rate(loader: 30, step: 0))
    evidence("rate, in turn", try rate(loader: 30, step: 20, isBeside: false))
    evidence("rate, faster step", try rate(loader: 30, step: 10))
    evidence("rate, two workers", try rate(loader: 30, workers: 2, step: 20))
    evidence("rate, four workers", try rate(loader: 30, workers: 4, step: 20))
    #expect(abs(try rate(loader: 0, step: 20) - 1_600) < 1e-9)
    #expect(try rate(loader: 30, step: 20) == rate(loader: 30, step: 0))
    #expect(try rate(loader: 30, step: 10) == rate(loader: 30, step: 20))
    #expect(try rate(loader: 30, workers: 2, step: 20) == rate(loader: 0, step: 20))
  }
}
