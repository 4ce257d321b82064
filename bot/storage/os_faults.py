"""What the operating system's errors about files mean to whoever runs the bot."""

from __future__ import annotations

import errno

_WORDS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "hệ thống không cho phép",
    errno.EEXIST: "đã có tệp mang tên này",
    errno.ENOTDIR: "một phần đường dẫn không phải là thư mục",
    errno.EISDIR: "là thư mục, không phải tệp",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "hết hạn mức ổ đĩa",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa báo lỗi đọc, ghi",
    errno.EBUSY: "tệp đang được dùng",
    errno.ETXTBSY: "tệp đang được dùng",
    errno.EFBIG: "tệp quá lớn",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "các liên kết trỏ vòng quanh",
    errno.EXDEV: "nằm trên ổ đĩa khác",
    errno.EMFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENFILE: "mở quá nhiều tệp cùng lúc",
    errno.ENXIO: "không có thiết bị này",
    errno.EPIPE: "bên nhận đã đóng",
    errno.EBADF: "đã đóng",
}


def why(error: OSError) -> str:
    """The reason, in words; the system's own for what hardly ever happens."""
    return _WORDS.get(error.errno or 0) or error.strerror or type(error).__name__
