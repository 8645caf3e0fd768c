process.stderr.write('packtrail: no commands yet\n')
process.exitCode = 3
