import Schedulers
import Text

extension PlanSettings {
  /// What is wrong with the course of the rate.
  func scheduleRefusals(_ counts: PlanCounts) -> [PlanRefusal] {
    var found: [PlanRefusal] = []
    if schedule == .cosine || schedule == .linear, finalRate > rate {
      found.append(
        PlanRefusal(
          .finalAbovePeak,
          "The rate falls from \(rate.words) to \(finalRate.words), which is higher.",
          fix: "Set finalRate below rate."))
    }
    if warmUp > 0, schedule == .oneCycle {
      found.append(
        PlanRefusal(
          .twoWarmUps,
          """
          \(warmUp.words) steps of warm-up end at \(rate.words), and one cycle then begins at a 25th of \
          it and rises once more.
          """,
          fix: "Set warmUp to 0; the rise of the cycle is its warm-up."))
    } else if warmUp >= counts.stepCount {
      let reached = rate * Double(counts.stepCount) / Double(warmUp)
      found.append(
        PlanRefusal(
          .warmUpTooLong,
          """
          The warm-up takes \(warmUp.words) steps of the scheduler, and the run has \
          \(counts.stepCount.words): the rate ends at \(reached.words), and \
          \(schedule == .constant ? "is never constant" : "never falls").
          """,
          fix: "Set warmUp well below \(counts.stepCount.words), such as to a twentieth of it."))
    }
    switch schedule {
    case .constant, .plateau: break
    case .milestones: found += misplacedMilestones(counts)
    case .cosine, .linear:
      if warmUp < counts.stepCount { found += wrongLength(counts) }
    case .oneCycle: found += wrongCycle(counts)
    }
    return found
  }

  private func misplacedMilestones(_ counts: PlanCounts) -> [PlanRefusal] {
    let (first, last) = (warmUp, counts.stepCount)
    let rise = zip(milestones, milestones.dropFirst()).allSatisfy { $0 < $1 }
    let isInside = milestones.allSatisfy { $0 > first && $0 < last }
    guard milestones.isEmpty || !rise || !isInside else { return [] }
    let list = milestones.map(\.words).joined(separator: ", ")
    return [
      PlanRefusal(
        .milestonesMisplaced,
        milestones.isEmpty
          ? "There are no milestones, so the rate never falls."
          : "The milestones are \(list), and the run has \(last.words) steps of the scheduler, "
            + "\(first.words) of them warm-up.",
        fix: "Set rising milestones between \(first.words) and \(last.words).")
    ]
  }

  private func wrongCycle(_ counts: PlanCounts) -> [PlanRefusal] {
    var found: [PlanRefusal] = []
    if steppedPer == .epoch {
      found.append(
        PlanRefusal(
          .oneCyclePerEpoch,
          """
          One cycle changes the rate with every update, and is stepped once an epoch: its rise and fall \
          become \(epochs.words) jumps.
          """,
          fix: "Step per update, with the length \(counts.updateCount.words)."))
    }
    // The rise is three tenths of the steps, and ends one step before it.
    if Double(scheduleLength ?? counts.stepCount) * 0.3 <= 1 {
      found.append(
        PlanRefusal(
          .oneCycleTooShort,
          "The rise is 0.3 of \((scheduleLength ?? counts.stepCount).words) steps: less than two of them.",
          fix: "Train for more steps, or take another schedule."))
    } else if steppedPer != .epoch {
      found += wrongLength(counts)
    }
    return found
  }

  /// A length that is not what is left of the run, by what it counts instead.
  private func wrongLength(_ counts: PlanCounts) -> [PlanRefusal] {
    let before = schedule == .oneCycle ? 0 : warmUp
    let right = counts.stepCount - before
    guard let length = scheduleLength, !isNearly(length, right) else { return [] }
    guard schedule == .oneCycle || finalRate <= rate else { return [] }
    let batchCount = counts.batchesPerEpoch * epochs
    func counted(_ count: Int) -> Bool { length == count || length == count - before }
    let start = """
      The schedule is \(length.words) steps long, and \(right.words) are left\
      \(before > 0 ? " after the warm-up" : "") (\(counts.stepCount.words) in all, one \
      \(steppedPer == .batch ? "a" : "an") \(steppedPer.rawValue))
      """
    let end = consequence(of: length, room: right)
    let fix = "Set scheduleLength to \(right.words), or leave it out."
    if steppedPer == .epoch, counted(counts.updateCount) || counted(batchCount) {
      return [
        PlanRefusal(
          .lengthInSteps, "\(start): it counts steps of training. \(end)",
          fix: fix + " Or step it per update.")
      ]
    }
    if steppedPer != .epoch, counted(epochs) {
      return [
        PlanRefusal(
          .lengthInEpochs, "\(start): it counts epochs. \(end)", fix: fix + " Or step it per epoch."
        )
      ]
    }
    if steppedPer == .update, accumulation > 1, counted(batchCount) {
      return [
        PlanRefusal(
          .lengthIgnoresAccumulation,
          "\(start): it counts batches, \(accumulation.words) of which make an update. \(end)",
          fix: fix)
      ]
    }
    if before > 0, length == counts.stepCount {
      return [
        PlanRefusal(
          .lengthIgnoresWarmUp, "\(start): it counts the \(before.words) of the warm-up. \(end)",
          fix: fix)
      ]
    }
    // A line that ends early above 0 goes on at its final rate, which is a schedule of its own.
    if schedule == .linear, length < right, finalRate > 0 { return [] }
    return [PlanRefusal(.lengthDiffers, "\(start). \(end)", fix: fix)]
  }

  /// Whether a length makes no difference that counts.
  ///
  /// A fiftieth does not. One step less makes a cosine and a line reach their end at the last step. One cycle
  /// must not be shorter, because PyTorch stops there.
  private func isNearly(_ length: Int, _ right: Int) -> Bool {
    let slack = right / 50
    return (right...right + slack).contains(length)
      || schedule != .oneCycle && (right - max(1, slack)..<right).contains(length)
  }

  /// What the run sees of a schedule whose length is wrong.
  private func consequence(of length: Int, room: Int) -> String {
    if length < room {
      switch schedule {
      case .cosine:
        let rate = CosineDecay(length: length, minimum: finalRate).rate(at: room - 1, from: rate)
        return """
          After its end a cosine rises again, with a period of \((2 * length).words) steps; at the last \
          step of the run the rate is \(rate.words).
          """
      case .oneCycle: return "PyTorch stops the run at step \((length + 1).words)."
      default: return "The last \((room - length).words) steps have the final rate."
      }
    }
    var plain = self
    plain.warmUp = 0
    let share = plain.makeSchedule(length: length).rate(at: room - 1, from: rate) / rate
    return "The run ends at \(share.percentage) of the highest rate."
  }
}
