// Lesson 02 is two modules. `Autograd` is what later lessons compute with: the engine, its operations, and
// training. `Backprop` is what only this lesson needs: derivatives by hand, and what goes wrong. Whoever
// edits the second does not have ten lessons compiled again. To import `Backprop` is to import the
// whole lesson.

@_exported public import Autograd
