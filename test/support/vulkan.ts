/** Vulkan for tests of WebGPU: the software driver that Chromium brings, where the environment names no other. */
import { existsSync } from 'node:fs';
import { scratch } from './scratch.ts';

const CHROMIUM = '/usr/lib/chromium/vk_swiftshader_icd.json';
const driver = process.env['VK_ICD_FILENAMES'] ?? CHROMIUM;

/** Whether there is a driver. */
export const hasVulkan: boolean = existsSync(driver);

/** The environment for a process that uses it. */
export const vulkanEnv = (): NodeJS.ProcessEnv => ({
  ...process.env,
  VK_ICD_FILENAMES: driver,
  XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? scratch('vulkan'),
});
