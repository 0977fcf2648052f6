public import Course
import TensorCore

/// A schedule with a warm-up and an end.
public typealias ScheduleUnderTest =
  @Sendable (_ step: Int, _ warmUp: Int, _ total: Int, _ peak: Double) -> Double

/// A test of a schedule: whether it keeps its promises.
public typealias ScheduleTest = @Sendable (_ rate: @escaping ScheduleUnderTest) throws -> Bool

// solution begins
func acceptsSchedule(
  _ rate: (_ step: Int, _ warmUp: Int, _ total: Int, _ peak: Double) -> Double
) throws -> Bool {
  for (warmUp, total) in [(8, 50), (0, 30), (1, 20)] {
    let rates = (0..<(3 * total)).map { rate($0, warmUp, total, 2) }
    let small = (0..<(3 * total)).map { rate($0, warmUp, total, 0.01) }
    let rise = (0..<warmUp).allSatisfy {
      abs(rates[$0] - 2 * Double($0 + 1) / Double(warmUp)) < 1e-9
    }
    let decay = rates[warmUp..<total]
    let falls = zip(decay, decay.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 }
    let isProportional = zip(rates, small).allSatisfy { abs($0 - 200 * $1) < 1e-7 }
    let again = (0..<total).reversed().allSatisfy { rate($0, warmUp, total, 2) == rates[$0] }
    guard rise, falls, isProportional, again, abs(rates[warmUp] - 2) < 1e-9,
      decay.allSatisfy({ $0 > 0 }), rates[total...].allSatisfy({ abs($0) < 1e-12 })
    else { return false }
  }
  return true
}
// solution ends

extension Lesson08Answers {
  /// Write the test that a schedule passes before a long run.
  public static var scheduleCheck: Assignment<ScheduleTest> {
    Assignment<ScheduleTest>(
      Exercise(
        id: .exercise(8, 7), title: "A test for a schedule",
        kind: .writeTest, minutes: 20, difficulty: .medium, fileName: "ScheduleCheck.swift",
        statement: """
          A wrong schedule is often found on the last day of a run, or never, although it takes no training at all to find it. Write the test: \
          given the rate as a function of step, warm-up, total and peak, say whether it keeps these promises for every warm-up from 0 \
          that is shorter than the total.

          In step s below the warm-up the rate is peak · (s + 1) / warmUp. In step warmUp it is the peak; from there on it never rises, \
          and it is positive in all steps before the total. In step total and in any later one it is 0. Twice the peak makes twice \
          the rate. And the rate depends on its four arguments alone, in whatever order it is asked for, since a resumed run begins in the \
          middle.

          The test is tried on right schedules of several forms, and on others that break a promise, all of them by far, for totals from \
          20. Later steps up to three times the total are enough, and peaks from 0.001 to 10.

              { step, _, total, peak in step < total ? peak : 0 }    // false: there is no warm-up
          """,
        hints: Exercise.Hints(
          nudge: "Which of the four arguments would you never have varied by yourself?",
          approach: """
            Write down the rates from step 0 to far beyond the total once, and look at the three pieces. Then do so for another peak, and for \
            no warm-up.
            """,
          almostThere: """
            For the decay compare neighbors, for its first step the peak, and for what lies beyond the total 0. At the end ask for the \
            same steps backward: they should be the same to the last bit.
            """), forbidden: []),
      solution: { try acceptsSchedule($0) },
      alternative: { rate in
        [0, 4, 11].allSatisfy { warmUp in
          let total = 3 * warmUp + 24
          let steps = Array((0..<(2 * total + 40)).reversed())
          let backward = steps.map { rate($0, warmUp, total, 0.5) }
          return zip(steps, backward).allSatisfy { step, value in
            let last = step > 0 ? rate(step - 1, warmUp, total, 0.5) : .infinity
            guard value == rate(step, warmUp, total, 0.5),
              abs(rate(step, warmUp, total, 5) - 10 * value) < 1e-8
            else { return false }
            if step < warmUp { return abs(value * Double(warmUp) - 0.5 * Double(step + 1)) < 1e-9 }
            if step == warmUp { return abs(value - 0.5) < 1e-9 }
            return step < total ? value > 0 && value <= last + 1e-12 : abs(value) < 1e-12
          }
        }
      },
      mistakes: [
        .init(
          "the rise is not looked at",
          explanation: """
            Warm-ups that begin at 0, or rise as a square, reach the same peak. The difference lies in the steps before it, for which the \
            warm-up is there.
            """, { ScheduleTrial($0).passes(but: .rise) }),
        .init(
          "the joint is not looked at",
          explanation: """
            A decay that was given the step of the whole run does not begin at the peak: the rate jumps down where the warm-up ends. Each half \
            is right by itself.
            """, { ScheduleTrial($0).passes(but: .joint) }),
        .init(
          "neighbors are not compared",
          explanation: """
            A restart in the middle begins and ends as it should. Only neighboring steps show that the rate rises again.
            """, { ScheduleTrial($0).passes(but: .neighbors) }),
        .init(
          "nothing is asked beyond the end",
          explanation: """
            PyTorch's cosine rises again after T_max. Whoever asks for the planned steps alone meets that when the run is extended.
            """, { ScheduleTrial($0).passes(but: .end) }),
        .init(
          "an early end is not noticed",
          explanation: """
            A decay that is over at half of the run never rises and ends at 0. Training stands still for the other half: look for zeros before \
            the total.
            """, { ScheduleTrial($0).passes(but: .earlyEnd) }),
        .init(
          "a single peak",
          explanation: """
            A fixed least rate is invisible at a peak of 1, and is most of the schedule at a peak of 0.001. Parameter groups have peaks of \
            their own.
            """, { ScheduleTrial($0).passes(but: .peaks) }),
        .init(
          "steps are asked for in order",
          explanation: """
            A schedule that counts its own calls is right as long as each step is asked for once, from the first. A resumed run asks for step \
            40 first.
            """, { ScheduleTrial($0).passes(but: .order) }),
        .init(
          "a warm-up of 0 is not tried",
          explanation: """
            Without a warm-up (s + 1) / warmUp is a division by 0. It is the setting with which people switch it off.
            """, { ScheduleTrial($0, warmUps: [8, 3]).passes() }),
      ],
      impostors: .init(zero: { _ in false }, notANumber: nil, identity: { _ in true }),
      probes: { seed in
        SuspectSchedule.all(seed: seed).map { suspect in
          Probe(
            "\(suspect.isRight ? "right" : "wrong"): \(suspect.name)",
            wanted: Answer(.word("the test", suspect.isRight ? "accepts" : "rejects"))
          ) { Answer(.word("the test", try $0(suspect.make()) ? "accepts" : "rejects")) }
        }
      })
  }
}

extension Lesson08Answers {
  /// A test of one schedule, question by question, so that one can be left out.
  fileprivate struct ScheduleTrial {
    enum Question { case rise, joint, neighbors, end, earlyEnd, peaks, order }

    private let rate: ScheduleUnderTest
    private let warmUps: [Int]

    init(_ rate: @escaping ScheduleUnderTest, warmUps: [Int] = [8, 0]) {
      self.rate = rate
      self.warmUps = warmUps
    }

    /// Whether the schedule passes if some questions are not asked.
    func passes(but omitted: Question...) -> Bool {
      func holds(_ question: Question, _ condition: @autoclosure () -> Bool) -> Bool {
        omitted.contains(question) || condition()
      }
      return warmUps.allSatisfy { warmUp in
        let total = 50
        let rates = (0..<150).map { rate($0, warmUp, total, 1) }
        let others = (0..<150).map { rate($0, warmUp, total, 0.01) }
        let decay = rates[warmUp..<total]
        let rise = (0..<warmUp).map { Double($0 + 1) / Double(warmUp) }
        return holds(.rise, zip(rates, rise).allSatisfy { abs($0 - $1) < 1e-9 })
          && holds(.joint, abs(rates[warmUp] - 1) < 1e-9)
          && holds(.neighbors, zip(decay, decay.dropFirst()).allSatisfy { $0 >= $1 - 1e-12 })
          && holds(.end, rates[total...].allSatisfy { abs($0) < 1e-12 })
          && holds(.earlyEnd, decay.allSatisfy { $0 > 0 })
          && holds(.peaks, zip(rates, others).allSatisfy { abs($0 - 100 * $1) < 1e-7 })
          && holds(.order, rate(30, warmUp, total, 1) == rates[30])
      }
    }
  }
}
