// E05.8 · The same request, the same answer
// write the test · 20 minutes · hard
//
// A model that was left in training mode answers a request differently with every batch that it
// comes in. No single answer looks wrong, so write the test that finds it: given a model and five
// requests or more, say whether the model may serve.
//
// A model takes a batch of requests, [request][feature], and returns as many answers,
// [request][output]. It may serve if all answers are finite, and if each request gets the same
// answer wherever it is asked. Rounding may differ: answers count as the same up to 10⁻⁹ of the
// largest magnitude among the model's answers, which may be any. A wrong model is off by a
// thousandth of it or more, for one request or several, and shows it in at least one of these:
// the batch as given, the same batch asked again, the batch in reverse order, or a request alone.
//
//     model: { batch in batch.map { [$0[0] - mean(of: batch)] } }    // false
//
// Check it with `./learn check E05.8`, or after every save with `./learn watch E05.8`.
// When you are stuck: `./learn hint E05.8`.

import BatchNorm
import Course

/// Whether a model answers each request the same, whoever else asks.
///
/// - Parameters:
///   - model: Takes a batch of requests, `[request][feature]`, and returns as many answers.
///   - requests: Five requests or more, no two of them equal.
/// - Returns: `true` if the model may serve.
/// - Throws: `NotAttempted` until you have written it.
public func answersEachAlone(model: ([[Double]]) -> [[Double]], requests: [[Double]]) throws -> Bool
{
  throw NotAttempted()
}
