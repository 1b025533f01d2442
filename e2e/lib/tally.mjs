// Counts what was checked. A failure is printed where it happens and goes on; the last line of the run is the sum.

/** Passed and failed checks of one run. */
export class Tally {
  passed = 0
  failed = 0
  where = ''
  /** How long each part took: name and seconds. */
  times = []
  #told = new Set()

  /** Says what follows (engine, part). */
  part(name) {
    this.where = name
    console.log(`▶ ${name}`)
  }

  /** One check: a sentence, whether it holds, and what was there instead. */
  check(sentence, holds, instead = '') {
    if (holds) {
      this.passed += 1
      return true
    }
    this.failed += 1
    const text = `✗ ${this.where}: ${sentence}${instead === '' ? '' : `\n    ${String(instead).slice(0, 1500)}`}`
    if (!this.#told.has(text)) console.log(text)
    this.#told.add(text)
    return false
  }

  /** Equal as JSON. */
  equal(sentence, is, wanted) {
    const [a, b] = [JSON.stringify(is), JSON.stringify(wanted)]
    return this.check(sentence, a === b, `${a}\n    wanted ${b}`)
  }

  /** Runs a part; what it throws is one failed check, and the rest of that part is not run. */
  async run(name, part) {
    const begun = process.hrtime.bigint()
    this.part(name)
    try {
      await part()
    } catch (e) {
      this.where = name
      this.check('runs to its end', false, e.stack ?? e)
    }
    const seconds = Number((process.hrtime.bigint() - begun) / 1_000_000n) / 1000
    this.times.push([name, seconds])
    console.log(`  ${seconds} s`)
  }

  /** A table of how long each part took. */
  table() {
    return this.times.map(([name, seconds]) => `${seconds.toFixed(1).padStart(7)} s  ${name}`).join('\n')
  }
}
