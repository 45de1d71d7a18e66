"""Accounts: who may act."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class Account(AbstractBaseUser, PermissionsMixin):
    """A person's account; its name stands in the audit log and never changes."""

    name = models.CharField("账号 account", max_length=60, unique=True)
    organisation = models.CharField("单位 organisation", max_length=120)
    is_active = models.BooleanField("启用 active", default=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "name"

    class Meta:
        verbose_name = "账号 account"
        verbose_name_plural = "账号 accounts"

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Whether the admin's pages open to this account."""
        return self.is_superuser
