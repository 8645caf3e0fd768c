import { suite } from 'uvu'

const hangs = suite('hangs')

hangs('waits for what never comes', () => new Promise<void>(() => {}))

hangs.run()
