"""CRC64NVME and CRC32C for botocore, which has them only with awscrt; loaded by scripts/s3-suite.ts."""
from botocore import httpchecksum


def _table(polynomial):
    entries = []
    for index in range(256):
        value = index
        for _ in range(8):
            value = (value >> 1) ^ polynomial if value & 1 else value >> 1
        entries.append(value)
    return entries


def _checksum(polynomial, bits):
    table = _table(polynomial)
    ones = (1 << bits) - 1

    class Checksum(httpchecksum.BaseChecksum):
        def __init__(self):
            self._value = ones

        def update(self, chunk):
            value = self._value
            for byte in chunk:
                value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
            self._value = value

        def digest(self):
            return (self._value ^ ones).to_bytes(bits // 8, "big")

    return Checksum


for _name, _polynomial, _bits in (("crc64nvme", 0x9A6C9329AC4BC9B5, 64), ("crc32c", 0x82F63B78, 32)):
    if _name not in httpchecksum._SUPPORTED_CHECKSUM_ALGORITHMS:
        httpchecksum._CHECKSUM_CLS[_name] = _checksum(_polynomial, _bits)
        httpchecksum._SUPPORTED_CHECKSUM_ALGORITHMS.append(_name)
