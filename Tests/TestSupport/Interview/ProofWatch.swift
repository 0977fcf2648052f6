import Foundation

/// Measures how long a proof computes, however busy the machine is.
///
/// Tests run beside each other, and a proof that waits for a processor is not slow. So the watch
/// reads the processor time of the thread that runs the proof, as long as one thread runs all of it,
/// and the time of day otherwise.
struct ProofWatch {
  private let thread = pthread_self()
  private let processorStart = ProofWatch.processorSeconds
  private let clockStart = ContinuousClock.now

  /// The seconds since the watch was made.
  var seconds: Double {
    if pthread_equal(thread, pthread_self()) != 0 {
      return ProofWatch.processorSeconds - processorStart
    }
    return (ContinuousClock.now - clockStart) / .seconds(1)
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
