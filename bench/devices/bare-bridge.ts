import { connect } from 'mqtt'
import { SerialPort } from 'serialport'

/** The peer: the fewest lines that bring the bytes of a serial port to an MQTT broker. */
const [path = '', port = '', username = '', password = ''] = process.argv.slice(2)
const client = connect(`mqtt://127.0.0.1:${port}`, { username, password, clientId: username })
client.once('connect', () => {
  const line = new SerialPort({ path, baudRate: 31_250 })
  let held: number[] = []
  line.on('data', (bytes: Buffer) => {
    held.push(...bytes)
    for (; held.length >= 3; held = held.slice(3))
      client.publish(`rigsong/hub/event/control/${username}/pad`, Buffer.from(held.slice(0, 3)))
  })
  line.on('open', () => process.send?.('there'))
})
