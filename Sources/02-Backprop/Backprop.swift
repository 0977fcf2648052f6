// The engine is a module of its own, because every later lesson computes with it: they import it
// alone, and an edit of the derivations or of the failure modes rebuilds none of them. Whoever
// imports this lesson has both.
@_exported public import Autograd
